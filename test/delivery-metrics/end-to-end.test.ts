import { join } from 'node:path';
import * as fc from 'fast-check';
import { Emulator } from '../support/emulator';
import { play, runs, STAGE, World } from './support/pipeline-world';
import { Place } from './support/place';

jest.setTimeout(300_000);

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { factsOfEvent, factsOfExecution } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));

/** As the event source mapping is configured: up to a hundred messages that came within some seconds. */
const BATCH = 100;
const SERVICES = 64;

const bindingOf = (service: string) => ({ service, environment: 'prod', stage: STAGE });

/** What the reducer makes of everything there is to know, each thing told once and in order. */
const truthOf = ({ events, executions }: World, binding: object) => reduce([
  ...events.flatMap((event) => factsOfEvent(event, binding).facts), ...executions.flatMap((execution) => factsOfExecution(execution, binding)),
]);

const shuffle = <T>(items: T[], seed: number): T[] =>
  fc.sample(fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }), { numRuns: 1, seed })[0];

const poison = Array.from({ length: 30 }, (_, index) => [
  { body: `not json ${index}`, reason: 'it is not JSON' },
  { body: JSON.stringify({ binding: bindingOf('service0'), event: { source: `aws.s${index}`, time: '2026-03-02T08:00:00Z', detail: {} } }), reason: `it is from "aws.s${index}"` },
  { body: JSON.stringify({ binding: { service: `service${index}`, environment: 'prod' }, publish: {} }), reason: 'its binding has no stage' },
][index % 3]);

let emulator: Emulator;
beforeAll(async () => { emulator = await Emulator.startForManyMessages(); });
afterAll(() => emulator.stop());

test('10,000 events, a tenth of them twice, shuffled, two workers, one call in twenty in trouble: nothing is lost, nothing counted twice', async () => {
  const histories = fc.sample(fc.array(runs, { minLength: 5, maxLength: 5 }).map((parts) => parts.flat()), { numRuns: SERVICES, seed: 42 });
  const worlds = histories.map((history, index) => ({ binding: bindingOf(`service${index}`), world: play(history, `Pipeline-${index}`) }));
  const messages = worlds.flatMap(({ binding, world }) => world.events.map((event) => JSON.stringify({ binding, event })));
  const twice = messages.filter((_, index) => index % 10 === 0);
  expect(messages.length).toBeGreaterThanOrEqual(10_000);

  const place = await Place.make(emulator, worlds.map(({ world }) => world), 5);
  place.trouble = 5;
  place.settings = { ...place.settings, publishAfterSeconds: 10 };
  await place.send(...shuffle([...messages, ...twice, ...poison.map(({ body }) => body)], 7));
  await Promise.all([place.workHard(BATCH), place.workHard(BATCH)]);

  for (const { binding, world } of worlds) {
    expect(reduce(await place.facts(`${binding.service}#prod`))).toEqual(truthOf(world, binding));
  }
  const byBody = (letters: { reason: string; body: string }[]) => [...letters].sort((a, b) => (a.body < b.body ? -1 : 1));
  expect(byBody(await place.deadLetters())).toEqual(byBody(poison));
  const published = place.lines.filter(({ Deployments }) => Deployments).map(({ Service, _aws }) => `${Service} ${_aws.Timestamp}`);
  const deployed = worlds.flatMap(({ binding, world }) => truthOf(world, binding).deployments.map(({ deployedAt }: any) => `${binding.service} ${deployedAt}`));
  expect(published.sort()).toEqual(deployed.sort());
});
