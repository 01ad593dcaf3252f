import { template, upgradeOfTemplates } from './support/apps';
import { UpgradeEffect } from '../../src/upgrade';

const { MAY_BE_REPLACED, REPLACED } = UpgradeEffect;

const ref = (name: string) => ({ Ref: name });
const join = (...items: unknown[]) => ({ 'Fn::Join': ['', items] });
const sub = (...argument: unknown[]) => ({ 'Fn::Sub': argument.length > 1 ? argument : argument[0] });
const attribute = (...argument: string[]) => ({ 'Fn::GetAtt': argument });

/** What happens to a table whose name is written in another way. */
function effectOf(before: unknown, after: unknown): UpgradeEffect {
  const of = (name: unknown) => template(
    { R: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: name } }, A: { Type: 'AWS::SNS::Topic' }, B: { Type: 'AWS::SNS::Topic' } },
    { Parameters: { P: { Type: 'String', Default: 'orders' }, Q: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [ref('P'), 'a'] } } },
  );
  return upgradeOfTemplates(of(before), of(after)).effectOn('R');
}

describe('a value that cannot change in place', () => {
  test.each<[string, unknown, unknown]>([
    ['a parameter in the place of a text', 'orders', ref('P')],
    ['another parameter', ref('P'), ref('Q')],
    ['a pseudo parameter in the place of a text', 'orders-eu-west-1', sub('orders-${AWS::Region}')],
    ['one function in the place of another', sub('orders-${P}'), join('orders-', ref('P'))],
    ['a text in a function', 'orders-1', join('orders-', '1')],
    ['an import of another name', { 'Fn::ImportValue': 'a' }, { 'Fn::ImportValue': 'b' }],
    ['a mapping', { 'Fn::FindInMap': ['M', 'a', 'b'] }, { 'Fn::FindInMap': ['M', 'a', 'c'] }],
    ['an output of a nested stack', attribute('A', 'Outputs.One'), attribute('A', 'Outputs.Two')],
    ['a dynamic reference', '{{resolve:ssm:/orders:1}}', '{{resolve:ssm:/orders:2}}'],
    ['another condition', { 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['D', 'a', 'b'] }],
    ['a condition in the place of a text', 'a', { 'Fn::If': ['C', 'a', 'b'] }],
    ['one branch of a condition', { 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['C', 'a', 'c'] }],
    ['a parameter in one branch', { 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['C', 'x', ref('P')] }],
    ['a variable with the value that was there', sub('${A}-x'), sub('${V}-x', { V: ref('A') })],
    ['nothing, by a condition', undefined, ref('AWS::NoValue')],
  ])('may be the same with %s', (_, before, after) => {
    expect([effectOf(before, after), effectOf(after, before)]).toEqual([MAY_BE_REPLACED, MAY_BE_REPLACED]);
  });

  test.each<[string, unknown, unknown]>([
    ['text', 'a', 'b'],
    ['text around a parameter', join('a-', ref('P')), join('b-', ref('P'))],
    ['text around a parameter, in another function', sub('a-${P}'), join('b-', ref('P'))],
    ['resource', ref('A'), ref('B')],
    ['attribute', attribute('A', 'TopicName'), attribute('A', 'TopicArn')],
    ['resource in the place of a text', 'a', ref('A')],
    ['resource in a text', sub('${A}-x'), sub('${B}-x')],
    ['part of a list', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }],
    ['region', { 'Fn::GetAZs': 'eu-west-1' }, { 'Fn::GetAZs': 'eu-west-2' }],
    ['list', ['a'], ['a', 'b']],
    ['list that differs beside a parameter', ['a', ref('P')], ['b', ref('Q')]],
    ['value in both branches', { 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['C', 'x', 'y'] }],
    ['value where there was none', undefined, 'a'],
  ])('is another %s', (_, before, after) => {
    expect([effectOf(before, after), effectOf(after, before)]).toEqual([REPLACED, REPLACED]);
  });

  test('that may be the same takes nothing for replaced that hangs on it', () => {
    const of = (name: unknown) => template({
      R: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: name } }, Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: ref('R') } },
    }, { Parameters: { P: { Type: 'String' } } });

    expect(upgradeOfTemplates(of('a'), of(ref('P'))).changes.map(({ logicalId, effect }) => [logicalId, effect])).toEqual([['R', MAY_BE_REPLACED]]);
    expect(upgradeOfTemplates(of('a'), of('b')).changes.map(({ logicalId, effect }) => [logicalId, effect])).toEqual([['Q', REPLACED], ['R', REPLACED]]);
  });
});
