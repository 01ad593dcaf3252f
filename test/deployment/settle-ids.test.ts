import { App, CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { settleIds } from '../../src/deployment/private/settle-ids';

const TOPIC = 'AWS::SNS::Topic';
const PARAMETER = 'AWS::SSM::Parameter';

/** A stack with a construct in it that has a topic and a parameter that refers to it. */
function build(settled = true) {
  const app = new App();
  const stack = new Stack(app, 'Prod');
  const scope = new Construct(stack, 'Web');
  const topic = new CfnResource(scope, 'Topic', { type: TOPIC });
  const parameter = new CfnResource(scope, 'Parameter', { type: PARAMETER, properties: { Type: 'String', Value: topic.ref } });
  if (settled) { settleIds(scope); }
  return { app, stack, scope, topic, parameter };
}

/** The id of the topic, and how the parameter says it. */
function idsIn(stack: Stack): string[] {
  const template = Template.fromStack(stack);
  const [parameter] = Object.values(template.findResources(PARAMETER));
  return [...Object.keys(template.findResources(TOPIC)), parameter.Properties.Value.Ref];
}

describe('settled ids', () => {
  test('are those of the AWS CDK', () => {
    const ids = idsIn(build().stack);
    expect(ids[0]).toMatch(/^WebTopic[0-9A-F]{8}$/);
    expect(ids).toEqual(idsIn(build(false).stack));
  });

  test('are worked out no more once all is checked', () => {
    const hashes = ({ app, stack }: ReturnType<typeof build>): number => {
      const original = stack.getLogicalId.bind(stack);
      const asked = jest.spyOn(stack, 'getLogicalId').mockImplementation((element: CfnElement) => original(element));
      app.synth();
      return asked.mock.calls.length;
    };
    expect(hashes(build())).toBeLessThan(hashes(build(false)));
  });

  test('follow a rename and an override', () => {
    const renamed = build();
    renamed.stack.renameLogicalId(idsIn(build().stack)[0], 'Renamed');
    expect(idsIn(renamed.stack)).toEqual(['Renamed', 'Renamed']);
    const overridden = build();
    overridden.topic.overrideLogicalId('Overridden');
    expect(idsIn(overridden.stack)).toEqual(['Overridden', 'Overridden']);
  });

  test('may be locked by another stack', () => {
    const { app, stack, topic } = build();
    const other = new Stack(app, 'Other');
    new CfnResource(other, 'Parameter', { type: PARAMETER, properties: { Type: 'String', Value: topic.ref } });
    const exported = JSON.stringify(Template.fromStack(stack).findOutputs('*'));
    expect(exported).toContain(idsIn(build().stack)[0]);
  });

  test('let an app be synthesized again, with more in it', () => {
    const { app, stack, scope, topic } = build();
    app.synth();
    new CfnResource(scope, 'More', { type: PARAMETER, properties: { Type: 'String', Value: topic.ref } });
    app.synth({ force: true });
    expect(app.synth().getStackByName('Prod').template.Resources).toHaveProperty(stack.resolve(topic.logicalId));
    expect(Object.keys(app.synth().getStackByName('Prod').template.Resources).filter((id) => id.startsWith('WebMore'))).toHaveLength(1);
  });
});
