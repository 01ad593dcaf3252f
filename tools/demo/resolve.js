// Templates as CloudFormation reads them, given what it made of them. What cannot be resolved is an error, not a match.
const { ACCOUNT, REGION } = require('./environment');

const PSEUDO = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': undefined,
};

/** What APIs call the ARN of what they describe. */
const ARNS = ['Arn', 'AlarmArn', 'FunctionArn', 'arn', 'repositoryArn', 'QueueArn', 'TableArn'];

/** What Fn::GetAtt answers, by attribute. */
const ATTRIBUTES = {
  'Arn': ({ Type, Id, Live }) => Type === 'AWS::S3::Bucket' ? `arn:aws:s3:::${Id}` : ARNS.map((name) => Live[name]).find((arn) => arn !== undefined),
  'DNSName': ({ Live }) => Live.DNSName,
  'GroupId': ({ Id }) => Id,
  'LoadBalancerFullName': ({ Id }) => Id.split(':loadbalancer/').at(-1),
  'MasterUserSecret.SecretArn': ({ Live }) => Live.MasterUserSecret.SecretArn,
  'Name': ({ Live }) => Live.serviceName ?? Live.repositoryName,
  'QueueName': ({ Id }) => Id.split('/').at(-1),
  'TargetGroupFullName': ({ Id }) => Id.split(':').at(-1),
  'TopicName': ({ Id }) => Id.split(':').at(-1),
};

class Resolver {
  constructor(template, stack, exports) {
    Object.assign(this, { template, stack, exports });
    this.parameters = Object.fromEntries((stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]));
  }

  resolve(value) {
    if (Array.isArray(value)) { return value.map((item) => this.resolve(item)).filter((item) => item !== undefined); }
    if (value === null || typeof value !== 'object') { return value; }

    const [[name, argument] = []] = Object.entries(value);
    if (name === 'Ref') { return this.reference(argument); }
    if (name?.startsWith('Fn::')) { return this.call(name, argument); }
    const entries = Object.entries(value).map(([key, item]) => [key, this.resolve(item)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  reference(name) {
    if (name in PSEUDO) { return PSEUDO[name]; }
    return this.parameters[name] ?? this.resource(name).Id;
  }

  call(name, argument) {
    switch (name) {
      case 'Fn::GetAtt': return this.attribute(...argument);
      case 'Fn::If': return this.resolve(argument[this.holds(argument[0]) ? 1 : 2]);
      case 'Fn::ImportValue': return this.known(this.exports[this.resolve(argument)], argument);
      case 'Fn::Join': return this.resolve(argument[1]).join(argument[0]);
      case 'Fn::Select': return this.resolve(argument[1])[argument[0]];
      case 'Fn::Split': return this.resolve(argument[1]).split(argument[0]);
      default: throw new Error(`${name} cannot be resolved here`);
    }
  }

  attribute(logicalId, attribute) {
    return this.known(ATTRIBUTES[attribute]?.(this.resource(logicalId)), `${logicalId}.${attribute}`);
  }

  holds(condition) {
    const [left, right] = this.resolve(this.template.Conditions[condition]['Fn::Equals']);
    return left === right;
  }

  resource(logicalId) {
    return this.known(this.stack.Resources[logicalId], logicalId);
  }

  known(value, name) {
    if (value === undefined) { throw new Error(`${JSON.stringify(name)} is not known in the emulator`); }
    return value;
  }
}

module.exports = { Resolver };
