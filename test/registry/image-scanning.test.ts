import { App, Environment, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { ContainerRepository, ImageScanning } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

const { BASIC, ENHANCED, ENHANCED_ON_PUSH, REGISTRY } = ImageScanning;
const CONFIGURATION = 'AWS::ECR::RegistryScanningConfiguration';
const ENV = { account: '111111111111', region: 'eu-west-1' };

function stackWith(scannings: (ImageScanning | undefined)[]): Stack {
  const stack = prodStack();
  scannings.forEach((scanning, index) => new ContainerRepository(stack, `Images${index}`, { scanning }));
  return stack;
}

function rulesOf(stack: Stack): any[] {
  return onlyResource(Template.fromStack(stack), CONFIGURATION).Properties.Rules;
}

const filtersOf = (rule: any) => rule.RepositoryFilters.map((filter: any) => filter.Filter['Fn::Join'][1]);

/** Two stacks with a repository each, and what synth says. */
function synthTwo(first: [Environment | undefined, ImageScanning], second: [Environment | undefined, ImageScanning]): () => void {
  const app = new App();
  [first, second].forEach(([env, scanning], index) => new ContainerRepository(new Stack(app, `Stack${index}`, { env }), 'Images', { scanning }));
  return () => app.synth();
}

describe('scanning', () => {
  test.each([undefined, BASIC])('is up to the repository when it is %p', (scanning) => {
    const template = Template.fromStack(stackWith([scanning]));
    template.hasResourceProperties('AWS::ECR::Repository', { ImageScanningConfiguration: { ScanOnPush: true } });
    template.resourceCountIs(CONFIGURATION, 0);
  });

  test('is left to the registry: the repository says nothing', () => {
    const template = Template.fromStack(stackWith([REGISTRY]));
    template.hasResourceProperties('AWS::ECR::Repository', { ImageScanningConfiguration: Match.absent() });
    template.resourceCountIs(CONFIGURATION, 0);
  });

  test('is turned on for the registry when it is enhanced, with a rule that names the repositories', () => {
    const stack = stackWith([ENHANCED, ENHANCED_ON_PUSH, ENHANCED, REGISTRY]);
    const names = Template.fromStack(stack).findResources('AWS::ECR::Repository');
    const [a, b, c] = Object.keys(names).map((Ref) => [{ Ref }, '*']);

    expect(onlyResource(Template.fromStack(stack), CONFIGURATION).Properties.ScanType).toBe('ENHANCED');
    const [continuous, onPush] = rulesOf(stack);
    expect(continuous.ScanFrequency).toBe('CONTINUOUS_SCAN');
    expect(filtersOf(continuous)).toEqual([a, c]);
    expect(onPush.ScanFrequency).toBe('SCAN_ON_PUSH');
    expect(filtersOf(onPush)).toEqual([b]);
    expect(continuous.RepositoryFilters[0].FilterType).toBe('WILDCARD');
  });

  test('does not change the repository when it becomes enhanced', () => {
    const repositoryWith = (scanning: ImageScanning) => onlyResource(Template.fromStack(stackWith([scanning])), 'AWS::ECR::Repository');
    expect(repositoryWith(ENHANCED)).toEqual(repositoryWith(BASIC));
  });

  test('of a nested stack is set by the stack around it, once', () => {
    const stack = prodStack();
    new ContainerRepository(stack, 'Images', { scanning: ENHANCED });
    new ContainerRepository(new NestedStack(stack, 'Nested'), 'Images', { scanning: ENHANCED });
    expect(filtersOf(rulesOf(stack)[0])).toHaveLength(2);
  });

  describe('of one account and region', () => {
    test('fails when two stacks set it, naming both', () => {
      expect(synthTwo([ENV, ENHANCED], [ENV, ENHANCED])).toThrow(
        /Stack0\/ContainerRegistryScanning\/Resource and Stack1\/ContainerRegistryScanning\/Resource: an account has one scanning configuration per region/,
      );
    });

    test('fails when a resource of the user sets it too', () => {
      const stack = stackWith([ENHANCED]);
      new ecr.CfnRegistryScanningConfiguration(stack, 'Mine', { scanType: 'BASIC', rules: [] });
      expect(() => Template.fromStack(stack)).toThrow('Prod/Mine: an account has one scanning configuration per region');
    });

    test('fails when two stacks set it that do not know their environment', () => {
      expect(synthTwo([undefined, ENHANCED], [undefined, ENHANCED])).toThrow('an account has one scanning configuration per region');
    });

    test.each([
      ['another region', { ...ENV, region: 'eu-central-1' }],
      ['another account', { ...ENV, account: '222222222222' }],
      ['who knows where', undefined],
    ])('takes a second stack in %s', (_, env) => {
      expect(synthTwo([ENV, ENHANCED], [env, ENHANCED])).not.toThrow();
    });

    test('fails when another repository counts on basic scanning, which stops', () => {
      expect(synthTwo([ENV, BASIC], [ENV, ENHANCED])).toThrow(
        "'scanning' must be ImageScanning.ENHANCED, ENHANCED_ON_PUSH or REGISTRY, got BASIC, which stops as Stack1/ContainerRegistryScanning " +
        'turns on enhanced scanning for the account and region [at Stack0/Images]',
      );
    });

    test.each([[ENV, REGISTRY], [{ ...ENV, region: 'eu-central-1' }, BASIC]])('takes a repository in %j that is scanned %s', (env, scanning) => {
      expect(synthTwo([ENV, ENHANCED], [env as Environment, scanning as ImageScanning])).not.toThrow();
    });

    test('sees the stacks of other stages', () => {
      const app = new App();
      for (const name of ['Beta', 'Gamma']) {
        new ContainerRepository(new Stack(new Stage(app, name), 'Shop', { env: ENV }), 'Images', { scanning: ENHANCED });
      }
      expect(() => app.synth()).toThrow('an account has one scanning configuration per region');
    });

    test('fails when there are more repositories than a rule takes', () => {
      const stack = stackWith(Array.from({ length: 101 }, () => ENHANCED));
      expect(() => Template.fromStack(stack)).toThrow("'scanning' must be enhanced for at most 100 repositories of a stack, got 101");
    });
  });
});
