import { readFileSync } from 'fs';
import { join } from 'path';
import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AlertRouter, CostEstimate, Destination, DoraMetrics, DoraMetricsProps, DoraTargets } from '../../src';
import { prodStack } from '../support/stacks';
import { measure } from './support/measured';

interface Team {
  readonly pipelines?: number;
  readonly alerts?: boolean;
  readonly props?: DoraMetricsProps;
}

function team({ pipelines = 50, alerts = false, props }: Team = {}): DoraMetrics {
  const stack = prodStack();
  const mailbox = Destination.email('team@example.com');
  const router = alerts ? new AlertRouter(stack, 'Alerts', { warning: [mailbox], informational: [mailbox] }) : undefined;
  const dora = new DoraMetrics(stack, 'Dora', { alerts: router, ...props });
  measure(dora, ...Array.from({ length: pipelines }, (_, index) => `Service${index}`));
  return dora;
}

const quantityOf = (estimate: CostEstimate, item: string) => estimate.lines.find((each) => each.item === item)?.quantity ?? 0;

/** The example of the issue: 50 pipelines, 100 deployments a day. */
const LARGE = { deploymentsPerDay: 100 };

test('metrics are charged for the hours in which they get data', () => {
  // 50 services, 3 windows, 7 gauges, an hour a day of 30.4: 31,920 hours. 3,040 deployments, 3 metrics, 2 dimension sets, and 304 failures with
  // their recoveries: 19,456 hours. A month has 730.
  expect(quantityOf(team().estimateMonthlyCost(LARGE), 'custom metric')).toBeCloseTo((31_920 + 19_456) / 730, 1);
});

test('nothing deployed costs the polls of the queue, the nights and what is kept', () => {
  const estimate = team({ pipelines: 1 }).estimateMonthlyCost({ deploymentsPerDay: 0 });
  expect(quantityOf(estimate, 'queue that a function polls')).toBe(1);
  expect(quantityOf(estimate, 'custom metric')).toBeCloseTo(0.87, 1);
  expect(quantityOf(estimate, 'million writes to Amazon DynamoDB')).toBe(0);
});

test('nothing added costs the polls alone', () => {
  expect(team({ pipelines: 0 }).estimateMonthlyCost({ deploymentsPerDay: 0 }).monthlyUsd).toBe(0.26);
});

test('alarms count once for each target and service, and the one for what nobody could read', () => {
  const targets = DoraTargets.of({ leadTime: Duration.days(1) });
  expect(quantityOf(team({ alerts: true, pipelines: 3, props: { targets } }).estimateMonthlyCost(LARGE), 'alarm metric')).toBe(3 + 1);
});

test('failures add metrics', () => {
  const [few, many] = [0, 50].map((changeFailRatePercent) => team({ pipelines: 1 }).estimateMonthlyCost({ ...LARGE, changeFailRatePercent }));
  expect(many.monthlyUsd).toBeGreaterThan(few.monthlyUsd);
});

test('what is kept longer costs more', () => {
  const [short, long] = [120, 1200].map((days) => team({ pipelines: 1, props: { retention: Duration.days(days) } }).estimateMonthlyCost(LARGE));
  expect(quantityOf(long, 'GB in Amazon DynamoDB')).toBeCloseTo(10 * quantityOf(short, 'GB in Amazon DynamoDB'), 1);
});

test('the export is charged where there is one', () => {
  const stack = prodStack();
  const dora = new DoraMetrics(stack, 'Dora', { exportBucket: new s3.Bucket(stack, 'Records') });
  measure(dora, 'Orders');
  expect(quantityOf(dora.estimateMonthlyCost(LARGE), 'thousand objects written to Amazon S3')).toBe(0.0304);
  expect(quantityOf(team().estimateMonthlyCost(LARGE), 'thousand objects written to Amazon S3')).toBe(0);
});

test.each([
  [{ deploymentsPerDay: -1 }, "'deploymentsPerDay' must be at least 0, got -1 [at Prod/Dora]"],
  [{ deploymentsPerDay: undefined }, "'deploymentsPerDay' must be at least 0, got NaN [at Prod/Dora]"],
  [{ ...LARGE, changeFailRatePercent: 101 }, "'changeFailRatePercent' must be between 0 and 100, got 101 [at Prod/Dora]"],
])('fails for %j', (options, message) => {
  expect(() => team({ pipelines: 1 }).estimateMonthlyCost(options as any)).toThrow(message);
});

describe('the README', () => {
  const readme = readFileSync(join(__dirname, '../../src/delivery-metrics/README.md'), 'utf8');
  const seatUsd = 59;

  test('shows each position of a team with 50 pipelines and 100 deployments a day', () => {
    const rows = team({ alerts: true }).estimateMonthlyCost(LARGE).lines
      .map(({ item, quantity, unitUsd }) => `| ${item} | ${quantity} | ${unitUsd} | ${(quantity * unitUsd).toFixed(2)} |`);
    expect(readme.split('\n')).toEqual(expect.arrayContaining(rows));
  });

  test('says the sum, with alarms and without, and that it is below one seat', () => {
    const [withAlarms, without] = [true, false].map((alerts) => team({ alerts }).estimateMonthlyCost(LARGE).monthlyUsd);
    expect(readme.split('\n')).toContain(`| sum | | | ${withAlarms.toFixed(2)} |`);
    expect(readme).toContain(`${without.toFixed(2)} USD without alarms`);
    expect(readme).toContain(`${seatUsd} USD a month`);
    expect(withAlarms).toBeLessThan(seatUsd);
  });

  test('says what a small team pays', () => {
    const { monthlyUsd } = team({ alerts: true, pipelines: 1 }).estimateMonthlyCost({ deploymentsPerDay: 5 });
    expect(readme).toContain(`one pipeline and 5 deployments a day pays ${monthlyUsd.toFixed(2)} USD`);
  });
});
