import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ContainerRepository, ReplicationDestination } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

const CONFIGURATION = 'AWS::ECR::ReplicationConfiguration';
const FRANKFURT = { region: 'eu-central-1' };
const OTHER_ACCOUNT = { account: '222222222222' };

function stackWith(lists: ReplicationDestination[][], stack = prodStack()): Stack {
  lists.forEach((replicateTo, index) => new ContainerRepository(stack, `Images${index}`, { repositoryName: `shop-${index}`, replicateTo }));
  return stack;
}

function rulesOf(stack: Stack): any[] {
  return onlyResource(Template.fromStack(stack), CONFIGURATION).Properties.ReplicationConfiguration.Rules;
}

describe('replication', () => {
  test('is none by default', () => {
    Template.fromStack(stackWith([[]])).resourceCountIs(CONFIGURATION, 0);
  });

  test('copies this repository to another region of the same account', () => {
    const stack = stackWith([[FRANKFURT]]);
    const repository = onlyResource(Template.fromStack(stack), 'AWS::ECR::Repository').id;
    expect(rulesOf(stack)).toEqual([{
      Destinations: [{ Region: 'eu-central-1', RegistryId: '111111111111' }],
      RepositoryFilters: [{ Filter: { Ref: repository }, FilterType: 'PREFIX_MATCH' }],
    }]);
  });

  test('copies it to the same region of another account', () => {
    expect(rulesOf(stackWith([[OTHER_ACCOUNT]]))[0].Destinations).toEqual([{ Region: 'eu-west-1', RegistryId: '222222222222' }]);
  });

  test('has one rule for all repositories with the same destinations, in whatever order and however often they are named', () => {
    const rules = rulesOf(stackWith([[FRANKFURT, OTHER_ACCOUNT], [OTHER_ACCOUNT, FRANKFURT, FRANKFURT], [FRANKFURT]]));
    expect(rules.map((rule) => [rule.Destinations.length, rule.RepositoryFilters.length])).toEqual([[2, 2], [1, 1]]);
  });

  test('says account and region where they are only known at deployment', () => {
    const stack = stackWith([[FRANKFURT]], prodStack({ agnostic: true }));
    expect(rulesOf(stack)[0].Destinations).toEqual([{ Region: 'eu-central-1', RegistryId: { Ref: 'AWS::AccountId' } }]);
  });

  test('fails when two stacks of an account and region set it: the second could not be deployed', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'eu-west-1' };
    stackWith([[FRANKFURT]], new Stack(app, 'One', { env }));
    stackWith([[FRANKFURT]], new Stack(app, 'Two', { env }));
    expect(() => app.synth()).toThrow('an account has one replication configuration per region');
  });

  describe('input', () => {
    const failsWith = (destination: ReplicationDestination, stack?: Stack) => expect(() => stackWith([[FRANKFURT, destination]], stack));

    test.each([{}, { region: 'eu-west-1' }, { account: '111111111111' }, { account: '111111111111', region: 'eu-west-1' }])('fails when a destination is the own one: %j', (destination) => {
      failsWith(destination).toThrow(`'replicateTo[1]' must be another region or another account than the repository's own, got ${JSON.stringify(destination)}`);
    });

    test('fails when a destination is empty, also where the environment is not known', () => {
      failsWith({}, prodStack({ agnostic: true })).toThrow("'replicateTo[1]' must be another region");
    });

    test('fails when an account is none, naming the prop', () => {
      failsWith({ account: '22' }).toThrow('\'replicateTo[1].account\' must be an account of 12 digits, as text, got "22"');
    });

    test.each(['', 'Frankfurt', 'eu-central-1a'])('fails when the region is %p, naming the prop', (region) => {
      failsWith({ region }).toThrow(`'replicateTo[1].region' must be a region, such as 'eu-central-1', got "${region}"`);
    });

    test('takes what is only known at deployment', () => {
      failsWith({ account: Lazy.string({ produce: () => 'x' }) }).not.toThrow();
    });

    const regions = (count: number, from = 1) => Array.from({ length: count }, (_, index) => ({ region: `eu-test-${from + index}` }));
    test.each([
      ['different lists of destinations', regions(11).map((region) => [region]), 10, 11],
      ['destinations', [regions(26)], 25, 26],
      ['repositories with the same destinations', Array.from({ length: 101 }, () => [FRANKFURT]), 100, 101],
    ])('fails when there are more %s than Amazon ECR takes', (what, lists, most, count) => {
      expect(() => Template.fromStack(stackWith(lists))).toThrow(`'replicateTo' must name at most ${most} ${what} in a stack, got ${count}`);
    });
  });
});
