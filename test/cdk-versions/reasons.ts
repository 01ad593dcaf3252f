/** Why a property differs between the oldest and the latest aws-cdk-lib. */
export interface Reason {
  readonly resourceType: string;
  /** Path of the value, as the page has it. */
  readonly value: string;
  /** The first version that renders it the new way, found by looking into the published packages. */
  readonly since: string;
  readonly why: string;
}

/** What a maintainer found out. A difference without a reason fails the test, and so does a reason without a difference. */
export const REASONS: Reason[] = [
  {
    resourceType: 'AWS::CloudWatch::Dashboard',
    value: 'DashboardBody: the order of keys',
    since: '2.276.0',
    why: '`MathExpression` knows `visible` ([#38774](https://github.com/aws/aws-cdk/pull/38774)), and writes it before `id`; the graphs are the same',
  },
  {
    resourceType: 'AWS::CloudWatch::Dashboard',
    value: 'DashboardBody.widgets.*.properties.background',
    since: '2.276.0',
    why: 'a `TextWidget` is transparent unless somebody says otherwise; before, it said nothing, which CloudWatch shows as solid',
  },
  {
    resourceType: 'AWS::Lambda::Function',
    value: 'Code.S3Key',
    since: '2.276.0',
    why: "the handlers of the CDK's own custom resources log less of what they return. The code of the library's functions is the same, the tests see to that",
  },
  {
    resourceType: 'AWS::Lambda::Function',
    value: 'Runtime',
    since: '2.259.0',
    why: 'the CDK runs its own custom resources on Node.js 24; the functions of the library name their runtime themselves',
  },
];
