import { join } from 'node:path';

const AWS = join(__dirname, '../../handlers/delivery-metrics/aws');
const ROLE = 'arn:aws:iam::222222222222:role/reader';
const NOW = Date.parse('2026-03-02T08:00:00Z');

const assumed: any[] = [];
const made: any[] = [];
let trouble = false;

/** As the clients of the SDK do: they ask for credentials at each call. */
class Client {
  constructor(private readonly config: any) { made.push(config); }
  public async send({ input }: any): Promise<any> { return { input, credentials: await this.config.credentials?.() }; }
}
class Command { constructor(public readonly input: unknown) {} }

jest.mock('@aws-sdk/client-codepipeline', () => ({ CodePipelineClient: Client, GetPipelineExecutionCommand: Command }), { virtual: true });
jest.mock('@aws-sdk/client-codedeploy', () => ({ CodeDeployClient: Client, GetDeploymentCommand: Command }), { virtual: true });
jest.mock('@aws-sdk/client-sts', () => ({
  AssumeRoleCommand: Command,
  STSClient: class {
    public async send({ input }: any): Promise<any> {
      if (trouble) { throw new Error('not now'); }
      assumed.push(input);
      const Credentials = { AccessKeyId: `key${assumed.length}`, SecretAccessKey: 'secret', SessionToken: 'token', Expiration: new Date(Date.now() + 3_600_000) };
      return { Credentials };
    }
  },
}), { virtual: true });

let callAws: (...call: any[]) => Promise<any>;
beforeEach(() => {
  jest.resetModules();
  jest.useFakeTimers({ now: NOW });
  assumed.length = made.length = 0;
  trouble = false;
  callAws = jest.requireActual<any>(AWS).callAws;
});
afterEach(() => jest.useRealTimers());

const ask = (role?: string, service = 'CodePipeline', operation = 'GetPipelineExecution') => callAws(service, operation, { x: 1 }, role);

test('without a role nothing is assumed', async () => {
  expect(await ask()).toEqual({ input: { x: 1 }, credentials: undefined });
  expect(assumed).toEqual([]);
});

test('one session of a role serves all services and calls at the same time', async () => {
  const answers = await Promise.all([ask(ROLE), ask(ROLE), ask(ROLE, 'CodeDeploy', 'GetDeployment')]);
  expect(answers.map(({ credentials }) => credentials.accessKeyId)).toEqual(['key1', 'key1', 'key1']);
  expect(assumed).toEqual([{ RoleArn: ROLE, RoleSessionName: 'delivery-metrics' }]);
  expect(made).toHaveLength(2);
});

test('until five minutes before it ends', async () => {
  await ask(ROLE);
  jest.setSystemTime(NOW + 55 * 60_000 - 1);
  expect((await ask(ROLE)).credentials.accessKeyId).toBe('key1');
  jest.setSystemTime(NOW + 55 * 60_000);
  expect((await ask(ROLE)).credentials.accessKeyId).toBe('key2');
});

test('a session that could not be had is asked for again', async () => {
  trouble = true;
  await expect(ask(ROLE)).rejects.toThrow('not now');
  trouble = false;
  expect((await ask(ROLE)).credentials.accessKeyId).toBe('key1');
});
