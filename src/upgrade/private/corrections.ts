import { Difference, ResourceDifference, resourceDifferences } from './cloudformation-diff';
import { sortedJson } from './moves';
import { Resource, Template } from './template';

type Impact = Difference['changeImpact'];

/** What the documentation of a type says of a property, and the specification does not. */
interface Correction {
  /** The page that it rests on, below https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference. */
  readonly page: string;
  /** What the change does, or nothing where the specification is right. */
  readonly impact: (change: Difference, after: Resource) => Impact | undefined;
  /** Why the resource may be replaced, for people. */
  readonly why?: string;
  /** The value of a property that is left out, where CloudFormation refuses any other for what is there. */
  readonly refusesAllBut?: unknown;
}

const UPDATE_POLICY = 'aws-attribute-updatepolicy.html';
const SEARCH_DOMAIN = 'aws-resource-opensearchservice-domain.html';

/** Properties that cannot change. The stack update fails, and the resource stays. */
const refused = (page: string, byDefault: unknown): Correction => ({
  page,
  impact: ({ oldValue = byDefault, newValue = byDefault }) => (sortedJson(oldValue) === sortedJson(newValue) ? 'WILL_UPDATE' : 'MAY_REPLACE'),
  refusesAllBut: byDefault,
});

/** The engine of a search domain: without the policy, a new and empty domain. */
const engine: Correction = {
  page: UPDATE_POLICY,
  impact: (_, { UpdatePolicy }) => bySwitch(policyOf(UpdatePolicy, 'EnableVersionUpgrade'), { on: 'WILL_UPDATE', off: 'WILL_REPLACE' }),
};

/** What makes CloudFormation replace a group of instances that has the policy for it, and does not otherwise. */
const instances = (impact: Impact): Correction => ({
  page: UPDATE_POLICY,
  impact: (_, { UpdatePolicy }) => bySwitch(policyOf(policyOf(UpdatePolicy, 'AutoScalingReplacingUpdate'), 'WillReplace'), { on: impact }),
});

/** By type and property. Raising the comparison does not change these; whoever raises it looks whether they are still needed. */
export const CORRECTIONS: Record<string, Record<string, Correction>> = {
  'AWS::AutoScaling::AutoScalingGroup': {
    LaunchConfigurationName: instances('WILL_REPLACE'),
    LaunchTemplate: instances('WILL_REPLACE'),
    PlacementGroup: instances('WILL_REPLACE'),
    VPCZoneIdentifier: instances('WILL_REPLACE'),
    // The page does not name it, and a launch template is in it.
    MixedInstancesPolicy: instances('MAY_REPLACE'),
  },
  'AWS::DynamoDB::Table': {
    AttributeDefinitions: {
      page: 'aws-resource-dynamodb-table.html#cfn-dynamodb-table-attributedefinitions',
      impact: ({ oldValue, newValue }) => (hasOtherType(oldValue, newValue) ? 'WILL_REPLACE' : undefined),
    },
    LocalSecondaryIndexes: {
      page: 'aws-properties-dynamodb-table-localsecondaryindex.html',
      impact: () => 'MAY_REPLACE',
      why: 'a table has those that it was made with',
    },
  },
  'AWS::EC2::Subnet': {
    // "Some interruptions": the block is associated with the subnet that is there. Another block is another matter.
    Ipv6CidrBlock: { page: 'aws-resource-ec2-subnet.html#cfn-ec2-subnet-ipv6cidrblock', impact: ({ oldValue }) => (oldValue === undefined ? 'WILL_UPDATE' : undefined) },
  },
  'AWS::Elasticsearch::Domain': { ElasticsearchVersion: engine },
  'AWS::KMS::Key': {
    KeySpec: refused('aws-resource-kms-key.html', 'SYMMETRIC_DEFAULT'),
    KeyUsage: refused('aws-resource-kms-key.html', 'ENCRYPT_DECRYPT'),
    MultiRegion: refused('aws-resource-kms-key.html', false),
    Origin: refused('aws-resource-kms-key.html', 'AWS_KMS'),
  },
  'AWS::Logs::LogGroup': { LogGroupClass: refused('aws-resource-logs-loggroup.html#cfn-logs-loggroup-loggroupclass', 'STANDARD') },
  'AWS::OpenSearchService::Domain': {
    EngineVersion: engine,
    EncryptionAtRestOptions: { page: SEARCH_DOMAIN, impact: ({ oldValue }) => (oldValue === undefined ? undefined : 'WILL_REPLACE') },
    VPCOptions: { page: SEARCH_DOMAIN, impact: ({ newValue }) => (newValue === undefined ? 'WILL_REPLACE' : undefined) },
  },
};

/**
 * What changed between two templates, by logical id, with the behavior of properties as the documentation has it. The comparison takes
 * what refers to a replaced resource for changed; here that is left to who knows better which are replaced.
 */
export function correctedDifferences(before: Template, after: Template): Record<string, ResourceDifference> {
  const valueIn = (template: Template, id: string, name: string) => template.Resources?.[id].Properties?.[name];
  return Object.fromEntries(Object.entries(resourceDifferences(before, after)).map(([id, difference]) => {
    const { oldValue, newValue, otherChanges } = difference;
    if (!oldValue || !newValue) { return [id, difference]; }
    const updates = Object.entries(difference.propertyUpdates).flatMap(([name, { changeImpact }]) => {
      const change = { oldValue: valueIn(before, id, name), newValue: valueIn(after, id, name), changeImpact };
      if (sortedJson(change.oldValue) === sortedJson(change.newValue)) { return []; }
      return [[name, { ...change, changeImpact: correctionOf(newValue.Type, name)?.impact(change, newValue) ?? changeImpact }] as const];
    });
    return [id, { oldValue, newValue, otherChanges, propertyUpdates: Object.fromEntries(updates) }];
  }));
}

/** Why a property may replace its resource, where a correction says so. */
export function whyOf(type: string, property: string): string | undefined {
  return correctionOf(type, property)?.why;
}

/** Whether CloudFormation refuses the change of a property instead of making it. */
export function isRefused(type: string, property: string): boolean {
  return correctionOf(type, property)?.refusesAllBut !== undefined;
}

function correctionOf(type: string, property: string): Correction | undefined {
  const ofType = Object.hasOwn(CORRECTIONS, type) ? CORRECTIONS[type] : {};
  return Object.hasOwn(ofType, property) ? ofType[property] : undefined;
}

function policyOf(policy: unknown, name: string): unknown {
  return (policy as Record<string, unknown> | undefined)?.[name];
}

/** A switch may be a text, and what a parameter or a condition says is not known. */
function bySwitch(value: unknown, { on, off }: { on: Impact; off?: Impact }): Impact | undefined {
  if (String(value) === 'true') { return on; }
  return typeof value === 'object' && value !== null ? 'MAY_REPLACE' : off;
}

interface AttributeDefinition {
  readonly AttributeName?: unknown;
  readonly AttributeType?: unknown;
}

function hasOtherType(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) { return false; }
  const typeIn = (list: AttributeDefinition[], name: unknown) => list.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return (before as AttributeDefinition[]).some(({ AttributeName, AttributeType }) => (
    ![undefined, AttributeType].includes(typeIn(after, AttributeName))));
}
