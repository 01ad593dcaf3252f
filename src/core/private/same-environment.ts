import { Token } from 'aws-cdk-lib';

/** Where something is deployed; of stacks and resources, tokens when not known at synth. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

/** False only when it is known that two environments differ. */
export function inSameEnvironment(one: Environment, other: Environment): boolean {
  return mayBeEqual(one.account, other.account) && mayBeEqual(one.region, other.region);
}

/** An environment for a message; what is not known at synth has no name. */
export function sayEnvironment({ account, region }: Environment): string {
  const say = (value: string) => Token.isUnresolved(value) ? 'unknown' : value;
  return `${say(account)}/${say(region)}`;
}

/** False only when it is known that two accounts or regions differ. */
export function mayBeEqual(one: string, other: string): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}
