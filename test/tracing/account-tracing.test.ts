import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountTracing, AccountTracingProps, SamplingRule, SamplingRuleProps, TraceGroup, TraceGroupProps } from '../../src/tracing';
import { onlyResource, prodStack } from '../support/stacks';

let stack: Stack;
beforeEach(() => { stack = prodStack(); });

const account = (props?: AccountTracingProps, scope = stack, id = 'Account') => new AccountTracing(scope, id, props);
const elsewhere = (region: string) => new Stack(stack.node.root as App, `In${region}`, { env: { account: '111111111111', region } });
const synth = () => (stack.node.root as App).synth();

describe('AccountTracing', () => {
  test('discovers services and indexes one percent of the spans', () => {
    account();
    const template = Template.fromStack(stack);

    template.resourceCountIs('AWS::ApplicationSignals::Discovery', 1);
    expect(onlyResource(template, 'AWS::XRay::TransactionSearchConfig').Properties).toEqual({ IndexingPercentage: 1 });
  });

  test('lets AWS X-Ray write spans of this account, before it is switched on', () => {
    account();
    const template = Template.fromStack(stack);

    const { id, Properties } = onlyResource(template, 'AWS::Logs::ResourcePolicy');
    expect(onlyResource(template, 'AWS::XRay::TransactionSearchConfig').DependsOn).toEqual([id]);
    const document = JSON.parse(JSON.stringify(Properties.PolicyDocument['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'token').join('')));
    expect(JSON.parse(document).Statement).toEqual([expect.objectContaining({
      Principal: { Service: 'xray.amazonaws.com' },
      Action: 'logs:PutLogEvents',
      Resource: ['arn:token:logs:eu-west-1:111111111111:log-group:aws/spans:*', 'arn:token:logs:eu-west-1:111111111111:log-group:/aws/application-signals/data:*'],
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:token:xray:eu-west-1:111111111111:*' }, StringEquals: { 'aws:SourceAccount': '111111111111' } },
    })]);
  });

  test('leaves out what somebody has switched on already', () => {
    account({ discoverServices: false, transactionSearch: false });

    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('fails at synth when two stacks of one account and region want it', () => {
    account();
    account({}, elsewhere('eu-west-1'));

    expect(synth).toThrow(/Application Signals discovers services once per account and region.*[^]*Transaction Search exists once per account and region/);
  });

  test('exists in each region', () => {
    account();
    account({}, elsewhere('eu-central-1'));

    expect(synth).not.toThrow();
  });

  test.each<[string, any, RegExp]>([
    ['101 percent', { indexedPercent: 101 }, /'indexedPercent' must be between 0 and 100 percent, got 101/],
    ['a text', { indexedPercent: '1' }, /'indexedPercent' must be a number, got "1"/],
    ['a flag that is none', { transactionSearch: 'yes' }, /'transactionSearch' must be true or false/],
  ])('fails for %s', (_, props, message) => {
    expect(() => account(props)).toThrow(message);
  });
});

describe('SamplingRule', () => {
  const rule = (props: Partial<SamplingRuleProps> = {}, id = 'Rule', scope = stack) => new SamplingRule(scope, id, { rate: 0.05, priority: 100, ...props });

  test('applies to everything unless the user says otherwise', () => {
    const { ruleName } = rule();

    expect(onlyResource(Template.fromStack(stack), 'AWS::XRay::SamplingRule').Properties.SamplingRule).toEqual({
      RuleName: ruleName,
      Version: 1,
      FixedRate: 0.05,
      Priority: 100,
      ReservoirSize: 1,
      ServiceName: '*',
      ServiceType: '*',
      Host: '*',
      HTTPMethod: '*',
      URLPath: '*',
      ResourceARN: '*',
    });
    expect(ruleName.length).toBeLessThanOrEqual(32);
  });

  test('applies to what the user says', () => {
    rule({ serviceName: 'orders', httpMethod: 'POST', urlPath: '/checkout/*', reservoirSize: 0, attributes: { tier: 'gold' }, ruleName: 'checkout' });

    expect(onlyResource(Template.fromStack(stack), 'AWS::XRay::SamplingRule').Properties.SamplingRule).toMatchObject({
      RuleName: 'checkout', ServiceName: 'orders', HTTPMethod: 'POST', URLPath: '/checkout/*', ReservoirSize: 0, Attributes: { tier: 'gold' },
    });
  });

  test('has a name of 32 characters at most, wherever it is', () => {
    const deep = new Stack(stack, 'AStackWithAVeryLongNameThatNobodyWouldType');

    expect(rule({}, 'ARuleWithAnEvenLongerNameThatGoesOnAndOn', deep).ruleName).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
  });

  test('fails at synth for a name that another rule of the account has', () => {
    rule({ ruleName: 'checkout' });
    rule({ ruleName: 'checkout' }, 'Again', elsewhere('eu-west-1'));

    expect(synth).toThrow(/'ruleName' must be unique in an account and region, got 'checkout' twice/);
  });

  test('shares an account with others', () => {
    rule();
    rule({}, 'Other');

    expect(synth).not.toThrow();
  });

  test.each<[string, any, RegExp]>([
    ['a rate in percent', { rate: 5 }, /'rate' must be between 0 and 1, got 5\. 0\.05 are five percent\./],
    ['no rate', { rate: undefined }, /'rate' must be between 0 and 1/],
    ['priority 0', { priority: 0 }, /'priority' must be a whole number between 1 and 9999, got 0/],
    ['priority 10000, which is that of Default', { priority: 10_000 }, /'priority' must be/],
    ['a negative reservoir', { reservoirSize: -1 }, /'reservoirSize' must be a whole number of at least 0/],
    ['a name of 33 characters', { ruleName: 'x'.repeat(33) }, /'ruleName' must be 1 to 32 letters/],
    ['the name Default', { ruleName: 'Default' }, /'ruleName' must be .* not Default/],
    ['a path of 129 characters', { urlPath: 'x'.repeat(129) }, /'urlPath' must be 1 to 128 characters/],
    ['six attributes', { attributes: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } }, /'attributes' must be at most 5, got 6/],
    ['an attribute without a value', { attributes: { a: '' } }, /'attributes.a' must be a text/],
  ])('fails for %s', (_, props, message) => {
    expect(() => rule(props)).toThrow(message);
  });
});

describe('TraceGroup', () => {
  const group = (props: Partial<TraceGroupProps> = {}, id = 'Slow', scope = stack) => new TraceGroup(scope, id, { filterExpression: 'responsetime > 1', ...props });

  test('has its traces, and no insights unless asked for', () => {
    const { groupName } = group();

    expect(onlyResource(Template.fromStack(stack), 'AWS::XRay::Group').Properties).toEqual({
      GroupName: groupName, FilterExpression: 'responsetime > 1', InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
    });
  });

  test('fails at synth for a name that another group of the account has', () => {
    group({ groupName: 'slow' });
    group({ groupName: 'slow' }, 'Again');

    expect(synth).toThrow(/'groupName' must be unique in an account and region, got 'slow' twice/);
  });

  test.each<[string, any, RegExp]>([
    ['no filter', { filterExpression: undefined }, /'filterExpression' must be a filter/],
    ['the name Default', { groupName: 'Default' }, /'groupName' must be .* not Default/],
    ['insights that are no flag', { insights: 'on' }, /'insights' must be true or false/],
  ])('fails for %s', (_, props, message) => {
    expect(() => group(props)).toThrow(message);
  });
});
