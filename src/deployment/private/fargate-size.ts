import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError } from '../../core/private/input-error';

const GIB = 1024;

/**
 * Memory that Fargate offers for each CPU size.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MEMORY_BY_CPU: Record<number, number[]> = {
  256: [512, GIB, 2 * GIB],
  512: range(1, 4),
  1024: range(2, 8),
  2048: range(4, 16),
  4096: range(8, 30),
  8192: range(16, 60, 4),
  16384: range(32, 120, 8),
  32768: [60 * GIB, 120 * GIB, 244 * GIB],
};

export function requireFargateSize(scope: IConstruct, cpu: number, memory: number): void {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memory)) { return; }

  const offered = MEMORY_BY_CPU[cpu];
  if (!offered) {
    throw inputError(scope, `'cpu' must be one of ${Object.keys(MEMORY_BY_CPU).join(', ')}, got ${cpu}`);
  }
  if (!offered.includes(memory)) {
    const nearest = offered.reduce((best, size) => Math.abs(size - memory) < Math.abs(best - memory) ? size : best);
    throw inputError(scope, `'memoryLimitMiB' must be ${describe(offered)} for cpu ${cpu}, got ${memory}. The nearest is ${nearest}`);
  }
}

function range(fromGib: number, toGib: number, stepGib = 1): number[] {
  return Array.from({ length: (toGib - fromGib) / stepGib + 1 }, (_, index) => (fromGib + index * stepGib) * GIB);
}

function describe(sizes: number[]): string {
  if (sizes.length <= 4) { return `one of ${sizes.join(', ')}`; }
  return `${sizes[0]} to ${sizes[sizes.length - 1]} in steps of ${sizes[1] - sizes[0]}`;
}
