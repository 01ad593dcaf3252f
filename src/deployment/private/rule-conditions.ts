import { TestEndpoint } from './traffic';

/** Conditions of a listener rule, as CloudFormation says them. */

export function pathCondition(patterns: string[]): object {
  return { Field: 'path-pattern', PathPatternConfig: { Values: patterns } };
}

export function hostCondition(hosts: string[]): object {
  return { Field: 'host-header', HostHeaderConfig: { Values: hosts } };
}

export function headerCondition({ name, value }: NonNullable<TestEndpoint['header']>): object {
  return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: name, Values: [value] } };
}
