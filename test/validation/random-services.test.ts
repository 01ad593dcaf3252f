import * as fs from 'fs';
import * as fc from 'fast-check';
import { ASSETS, describeFailure, simplest, synthesizeTogether, tryOut } from './random-services';
import { codeOf, RandomService, randomServices } from '../support/random-service';
import { structPropsOf } from '../support/struct-props';

jest.setTimeout(300_000);

/** Another seed finds other things: `RANDOM_SEED=7 npm run test:latest -- test/validation/random`. */
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const SETS = 2000;

/** Large, because the validation takes its time for each synthesis; small enough to find who failed. */
const TOGETHER = 50;

const tried: RandomService[] = [];
const made: RandomService[] = [];
afterAll(() => fs.rmSync(ASSETS, { recursive: true }));
const share = () => made.length / tried.length;

test("every random set of props is either deployed or refused in the library's own words", () => {
  fc.assert(fc.property(randomServices, (service) => {
    const { bug, refused } = tryOut(service);
    if (bug !== undefined) { throw new Error(bug); }
    tried.push(service);
    if (refused === undefined) { made.push(service); }
  }), { seed: SEED, numRuns: SETS });
});

test('what is deployed passes the template validation of the CDK', () => {
  const failures: string[] = [];
  for (let start = 0; start < made.length; start += TOGETHER) {
    const [failure] = synthesizeTogether(made.slice(start, start + TOGETHER));
    if (failure) { failures.push(explain(...failure)); }
  }
  expect({ seed: SEED, failures }).toEqual({ seed: SEED, failures: [] });
});

test('about as many sets are right as wrong', () => {
  expect(tried.length).toBeGreaterThanOrEqual(SETS);
  expect(share()).toBeGreaterThan(0.25);
  expect(share()).toBeLessThan(0.75);
});

test('all props take part', () => {
  const code = tried.map(codeOf).join('\n');
  expect(structPropsOf('deployment').filter((prop) => !code.includes(`${prop}: `))).toEqual([]);
});

function explain(service: RandomService, bug: string): string {
  const isWrong = (simpler: RandomService) => tryOut(simpler).refused === undefined && synthesizeTogether([simpler]).size > 0;
  return describeFailure(simplest(service, isWrong), bug);
}
