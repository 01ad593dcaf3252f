/** What CloudFormation puts for pseudo parameters. */
const PSEUDO: Record<string, string> = {
  'AWS::AccountId': '111111111111',
  'AWS::NoValue': '',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::StackName': 'Prod',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A value of a template as CloudFormation would write it, with made-up names; `values` has names and attributes (`Id.Attribute`) that matter. */
export function resolved(value: any, values: Record<string, string> = {}): string {
  const of = (part: any) => resolved(part, values);
  if (typeof value !== 'object' || value === null) { return `${value}`; }
  const [[key, argument]] = Object.entries<any>(value);
  switch (key) {
    case 'Ref': return values[argument] ?? PSEUDO[argument] ?? argument.toLowerCase();
    case 'Fn::GetAtt': return attribute(argument, values);
    case 'Fn::Join': return argument[1].map(of).join(argument[0]);
    case 'Fn::Select': return listOf(argument[1], values)[argument[0]];
    case 'Fn::ImportValue': return `import-${of(argument)}`.replace(/[^\w-]/g, '-').toLowerCase();
    case 'Fn::Sub': return of(Array.isArray(argument) ? argument[0] : argument).replace(/\$\{([^}]+)\}/g, (_, name) => of({ Ref: name }));
    default: throw new Error(`Nobody has taught the tests ${key} yet`);
  }
}

function listOf(value: any, values: Record<string, string>): string[] {
  if (Array.isArray(value)) { return value.map((part) => resolved(part, values)); }
  const [separator, text] = value['Fn::Split'];
  return resolved(text, values).split(separator);
}

function attribute([id, name]: string[], values: Record<string, string>): string {
  const known = values[`${id}.${name}`];
  if (known !== undefined) { return known; }
  return name.endsWith('Arn') ? `arn:aws:any:eu-west-1:111111111111:any/${id.toLowerCase()}` : `${id}-${name}`.toLowerCase();
}

/** The buildspec in a project's properties, resolved; undefined when it is a file in the source. */
export function buildspecOf(properties: any, values: Record<string, string> = {}): any {
  const text = resolved(properties.Source?.BuildSpec ?? '', values);
  return text.trimStart().startsWith('{') ? JSON.parse(text) : undefined;
}
