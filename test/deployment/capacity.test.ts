import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, Capacity, ServiceImage } from '../../src/deployment';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('nginx');

function strategiesOf(props: Partial<BlueGreenFargateServiceProps>): unknown {
  const stack: Stack = prodStack();
  new BlueGreenFargateService(stack, 'Web', { image, ...props });
  const { Properties } = onlyResource(Template.fromStack(stack), 'AWS::ECS::Service');
  expect(Properties.LaunchType).toBeUndefined();
  return Properties.CapacityProviderStrategy;
}

describe('the capacity of AWS Fargate', () => {
  test('is a capacity provider from the first day, so that a later change replaces nothing', () => {
    expect(strategiesOf({})).toEqual([{ CapacityProvider: 'FARGATE', Weight: 1 }]);
    expect(strategiesOf({ capacity: Capacity.fargate() })).toEqual([{ CapacityProvider: 'FARGATE', Weight: 1 }]);
  });

  test('is what a cluster of the user offers from then on', () => {
    const stack: Stack = prodStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    new BlueGreenFargateService(stack, 'Web', { image, cluster });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', { CapacityProviders: ['FARGATE', 'FARGATE_SPOT'] });
    expect(onlyResource(template, 'AWS::ECS::Service').DependsOn).toEqual(expect.arrayContaining(idsOf(template, 'AWS::ECS::ClusterCapacityProviderAssociations')));
  });

  test('on Spot keeps the base on demand', () => {
    expect(strategiesOf({ capacity: Capacity.fargateSpot(2) })).toEqual([
      { CapacityProvider: 'FARGATE', Base: 2, Weight: 0 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
    ]);
  });

  test.each([-1, 0.5, 100_001])('is refused with a base of %p', (base) => {
    expect(() => strategiesOf({ capacity: Capacity.fargateSpot(base) }))
      .toThrow(`'onDemandBase' must be a whole number between 0 and 100000 tasks, got ${base} [at Prod/Web]`);
  });
});
