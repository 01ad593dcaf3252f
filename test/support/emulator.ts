import { ChildProcess, spawn } from 'node:child_process';
import { AddressInfo, createServer } from 'node:net';

const { venvBin } = jest.requireActual<{ venvBin(name: string): string }>('../../tools/places');

/** How requests of a service say what they ask for. */
const TARGETS: Record<string, { name: string; target: string; version: string }> = {
  CloudWatch: { name: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' },
  CodePipeline: { name: 'codepipeline', target: 'CodePipeline_20150709', version: '1.1' },
  EventBridge: { name: 'events', target: 'AWSEvents', version: '1.1' },
  DynamoDB: { name: 'dynamodb', target: 'DynamoDB_20120810', version: '1.0' },
  ECS: { name: 'ecs', target: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
  SecretsManager: { name: 'secretsmanager', target: 'secretsmanager', version: '1.1' },
  SFN: { name: 'states', target: 'AWSStepFunctions', version: '1.0' },
  SQS: { name: 'sqs', target: 'AmazonSQS', version: '1.0' },
  SSM: { name: 'ssm', target: 'AmazonSSM', version: '1.1' },
};

const REGION = 'eu-west-1';
const PATIENCE = 30_000;

/** The emulator of AWS as a process of a test's own; `npm run setup` installs it. */
export class Emulator {
  public static async start(): Promise<Emulator> {
    const port = await freePort();
    const emulator = new Emulator(port, spawn(venvBin('moto_server'), ['-p', String(port)], { stdio: 'ignore' }));
    await emulator.isReady('moto-api/');
    return emulator;
  }

  /** Another one with fewer services, of which a queue or a table does not get slower with all that is in it. */
  public static async startForManyMessages(): Promise<Emulator> {
    const port = await freePort();
    const env = {
      ...process.env, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', SERVICES: 'sqs,dynamodb', SFTP_ENABLED: '0', IOT_MTLS_ENABLED: '0', LOG_LEVEL: 'ERROR',
    };
    const emulator = new Emulator(port, spawn(venvBin('ministack'), { stdio: 'ignore', env }));
    await emulator.isReady('_ministack/health');
    return emulator;
  }

  private problem?: Error;

  private constructor(private readonly port: number, private readonly process: ChildProcess) {
    process.on('error', (error) => { this.problem = error; });
  }

  public stop(): void {
    this.process.kill();
  }

  /** Calls an API as the AWS SDK does, signatures aside. */
  public async call(service: string, operation: string, input: object): Promise<any> {
    const { name, target, version } = TARGETS[service];
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, {
      method: 'POST',
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}`, ...signed(name) },
      body: JSON.stringify(input),
    });
    const text = await answer.text();
    if (!answer.ok) { throw Object.assign(new Error(`${service} ${operation}: ${text}`), { name: nameOfProblem(text), Item: itemIn(text) }); }
    return text ? JSON.parse(text) : {};
  }

  /** Calls an API that takes forms, and returns the XML. */
  public async callForm(service: string, version: string, input: Record<string, string>): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, {
      method: 'POST', headers: signed(service), body: new URLSearchParams({ Version: version, ...input }),
    });
    const text = await answer.text();
    if (!answer.ok) { throw new Error(`${service} ${input.Action}: ${text}`); }
    return text;
  }

  /** Calls Amazon S3 for a path such as `bucket/key`. Fails as the SDK does. */
  public async callS3(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Response> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/${path}`, { method, headers: { ...signed('s3'), ...headers }, body });
    if (!answer.ok) { throw Object.assign(new Error(`S3 ${method} ${path}: ${answer.status}`), { $metadata: { httpStatusCode: answer.status } }); }
    return answer;
  }

  /** Calls Amazon SNS, which knows no JSON; returns the first element of that name. */
  public async sns(action: string, parameters: Record<string, string>, element: string): Promise<string> {
    const text = await this.callForm('sns', '2010-03-31', { Action: action, ...parameters });
    return new RegExp(`<${element}>(.*?)<`).exec(text)![1];
  }

  /** A subnet and a security group of the default VPC, which the emulator has. */
  public async place(): Promise<{ subnets: string[]; securityGroups: string[] }> {
    return { subnets: [await this.first('DescribeSubnets', 'subnetId')], securityGroups: [await this.first('DescribeSecurityGroups', 'groupId')] };
  }

  private async first(action: string, element: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/?Action=${action}&Version=2016-11-15`, { headers: signed('ec2') });
    return new RegExp(`<${element}>(.*?)<`).exec(await answer.text())![1];
  }

  private async isReady(path: string): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end && !this.problem && this.process.exitCode === null) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/${path}`).catch(() => undefined);
      if (answer?.ok) { return; }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.stop();
    throw new Error(`the emulator does not start: ${this.problem?.message ?? 'see .venv/bin'}. Run npm run setup`);
  }
}

/** The SDK calls errors by the last part of their type. */
function nameOfProblem(text: string): string {
  return /"__type": *"(?:[^"]*#)?([^"]+)"/.exec(text)?.[1] ?? 'Error';
}

/** What DynamoDB found instead of what a condition wanted. */
function itemIn(text: string): object | undefined {
  return text.includes('"Item"') ? JSON.parse(text).Item : undefined;
}

function signed(name: string): Record<string, string> {
  return { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${name}/aws4_request, SignedHeaders=host, Signature=test` };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
