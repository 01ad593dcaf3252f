import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, Capacity, ServiceImage } from '../../src/deployment';
import { onlyResource, prodStack } from '../support/stacks';

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

  test('on Spot keeps the base on demand', () => {
    expect(strategiesOf({ capacity: Capacity.fargateSpot(2) })).toEqual([
      { CapacityProvider: 'FARGATE', Base: 2, Weight: 0 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
    ]);
  });

  test.each([-1, 0.5, 100_001])('is refused with a base of %p', (base) => {
    expect(() => strategiesOf({ capacity: Capacity.fargateSpot(base) }))
      .toThrow(`'base' must be a whole number between 0 and 100000 tasks, got ${base} [at Prod/Web]`);
  });
});
