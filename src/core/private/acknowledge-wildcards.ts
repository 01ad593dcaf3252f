import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/** Acknowledges wildcards of the given actions and resources, as cdk-nag names them, and no others. */
export function acknowledgeWildcards(construct: IConstruct, actions: string[], resources: string[], reason: string): void {
  const findings = [
    ...actions.map((action) => `Action::${action}`),
    ...resources.map((resource) => `Resource::${written(Stack.of(construct).resolve(resource))}`),
  ];
  acknowledge(construct, Object.fromEntries(findings.map((finding) => [`AwsSolutions-IAM5[${finding}]`, reason])));
}

/** How a finding writes a value of the template: references in angle brackets. */
function written(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value.Ref) { return `<${value.Ref}>`; }
  if (value['Fn::GetAtt']) { return `<${value['Fn::GetAtt'].join('.')}>`; }
  const [separator, parts] = value['Fn::Join'];
  return parts.map(written).join(separator);
}
