import { Emulator } from '../support/emulator';

const HANDLER = '../../examples/typescript/serverless/handler';

interface Answer { statusCode: number; body: string }

let emulator: Emulator | undefined;

/** What the runtime of AWS Lambda brings, as much as the handler uses: the commands go to the emulator. */
jest.mock('@aws-sdk/client-dynamodb', () => {
  class Command { constructor(public readonly input: object) {} }
  return {
    GetItemCommand: class GetItem extends Command {},
    PutItemCommand: class PutItem extends Command {},
    DynamoDBClient: class {
      public async send(command: Command): Promise<unknown> { return emulator!.call('DynamoDB', command.constructor.name, command.input); }
    },
  };
}, { virtual: true });

describe('the handler of the serverless example', () => {
  let handler: (event: object) => Promise<Answer>;

  beforeAll(async () => {
    emulator = await Emulator.start();
    await emulator.call('DynamoDB', 'CreateTable', {
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    process.env.TABLE = 'orders';
    ({ handler } = jest.requireActual(HANDLER));
  }, 60_000);
  afterAll(() => { emulator?.stop(); delete process.env.TABLE; });

  const post = (body: unknown) => handler({ httpMethod: 'POST', body });
  const get = (id?: string) => handler({ httpMethod: 'GET', pathParameters: { id } });

  test('gives back the order it took', async () => {
    const taken = await post('{"amount": 3}');
    const { id } = JSON.parse(taken.body);

    expect(taken.statusCode).toBe(201);
    expect(await get(id)).toMatchObject({ statusCode: 200, body: JSON.stringify({ id, amount: 3 }) });
  });

  test('takes the same order twice as two', async () => {
    const [one, other] = [await post('{"amount": 1}'), await post('{"amount": 1}')].map(({ body }) => JSON.parse(body).id);

    expect(one).not.toBe(other);
  });

  test.each(['', 'amount=3', '{}', '{"amount": 0}', '{"amount": 1.5}', '{"amount": "3"}', 'null', null])('refuses the order %p', async (body) => {
    expect(await post(body)).toMatchObject({ statusCode: 400 });
  });

  test('says that there is no such order', async () => {
    expect(await get('other')).toMatchObject({ statusCode: 404 });
    expect(await get()).toMatchObject({ statusCode: 400 });
  });

  test('logs one line that the metric filter counts when the table fails, and tells nothing of it to the caller', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation();
    const { call } = emulator!;
    emulator!.call = async () => { throw new Error('throttled'); };
    const answer = await handler({ httpMethod: 'POST', body: '{"amount": 3}', requestContext: { requestId: 'r1' } });
    emulator!.call = call;

    expect(answer).toMatchObject({ statusCode: 500, body: '{"message":"try again"}' });
    expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([{ level: 'error', message: 'throttled', requestId: 'r1' }]);
    log.mockRestore();
  });
});
