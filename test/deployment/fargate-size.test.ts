import { App, Lazy, Stack } from 'aws-cdk-lib';
import { requireFargateSize } from '../../src/deployment/private/fargate-size';

const stack = new Stack(new App(), 'Prod');
const sizeOf = (cpu: number, memory: number) => () => requireFargateSize(stack, cpu, memory);

describe('the size of a Fargate task', () => {
  test.each([
    [256, 512], [256, 2048], [512, 4096], [1024, 2048], [1024, 8192], [2048, 16384], [4096, 30720], [8192, 61440], [16384, 122880],
    [32768, 61440], [32768, 122880], [32768, 249856],
  ])('may be %d CPU and %d MiB', (cpu, memory) => {
    expect(sizeOf(cpu, memory)).not.toThrow();
  });

  test.each([
    [256, 4096, "'memoryLimitMiB' must be one of 512, 1024, 2048 for cpu 256, got 4096. The nearest is 2048 [at Prod]"],
    [512, 512, "'memoryLimitMiB' must be one of 1024, 2048, 3072, 4096 for cpu 512, got 512. The nearest is 1024 [at Prod]"],
    [8192, 17000, "'memoryLimitMiB' must be 16384 to 61440 in steps of 4096 for cpu 8192, got 17000. The nearest is 16384 [at Prod]"],
    [32768, 65536, "'memoryLimitMiB' must be one of 61440, 122880, 249856 for cpu 32768, got 65536. The nearest is 61440 [at Prod]"],
    [300, 512, "'cpu' must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, got 300 [at Prod]"],
  ])('cannot be %d CPU and %d MiB', (cpu, memory, message) => {
    expect(sizeOf(cpu, memory)).toThrow(message);
  });

  test('is not judged before it is known', () => {
    expect(sizeOf(Lazy.number({ produce: () => 1 }), 1)).not.toThrow();
  });
});
