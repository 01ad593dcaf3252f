import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NetworkShape, ServiceNetwork } from '../../src/network';

const ENVIRONMENT = { account: '111111111111', region: 'eu-west-1' };

/** What a user has beside a service: constructs of the same stack, each made when first asked for. */
export class RandomWorld {
  /** A directory with a Dockerfile. */
  public static readonly image = path.join(__dirname, '../deployment/fixtures/image');

  public readonly stack: Stack;
  private readonly things = new Map<string, unknown>();

  constructor(private readonly app: App, id: string, private readonly inKnownEnvironment: boolean) {
    this.stack = new Stack(app, id, inKnownEnvironment ? { env: ENVIRONMENT } : {});
  }

  public once<T>(id: string, make: (scope: Stack, id: string) => T): T {
    if (!this.things.has(id)) { this.things.set(id, make(this.stack, id)); }
    return this.things.get(id) as T;
  }

  /** A VPC that exists, with some of the kinds of subnets. */
  public vpc(...kinds: ('public' | 'private' | 'isolated')[]): ec2.IVpc {
    const given = kinds.length > 0 ? kinds : ['public', 'private', 'isolated'];
    return this.once(`${given.join('')}Vpc`, (stack, id) => ec2.Vpc.fromVpcAttributes(stack, id, {
      vpcId: 'vpc-12345678',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      ...given.includes('public') && { publicSubnetIds: ['subnet-1111111a', 'subnet-1111111b'] },
      ...given.includes('private') && { privateSubnetIds: ['subnet-2222222a', 'subnet-2222222b'] },
      ...given.includes('isolated') && { isolatedSubnetIds: ['subnet-3333333a', 'subnet-3333333b'] },
    }));
  }

  /** A network of its own stack, which all services of an app share: networks take long to make. */
  public network(shape: NetworkShape): ServiceNetwork {
    const id = this.inKnownEnvironment ? 'KnownNetworks' : 'Networks';
    const stack = this.app.node.tryFindChild(id) as Stack | undefined ?? new Stack(this.app, id, { env: this.stack.environment.includes('unknown') ? {} : ENVIRONMENT });
    return stack.node.tryFindChild(shape) as ServiceNetwork | undefined ?? new ServiceNetwork(stack, shape, { shape, flowLogs: false });
  }
}
