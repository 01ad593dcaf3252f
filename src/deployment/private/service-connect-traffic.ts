import { Token, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import { connectClient } from './service-connect-client';
import { ServicePlan } from './service-plan';
import { Traffic } from './traffic';

/** Where the name of a service is in its properties. */
const ALIAS = 'ServiceConnectConfiguration.Services.0.ClientAliases.0';

/** How a service is found. */
export interface ServiceConnectTrafficProps {
  readonly plan: ServicePlan;
  readonly namespace: servicediscovery.INamespace;
  readonly name: string;
  readonly port: number;
}

/** Requests go from the proxy beside the caller to the tasks; the proxies are told by Amazon ECS which of the two versions to take. */
export class ServiceConnectTraffic implements Traffic {
  public readonly url: string;
  private service?: ecs.BaseService;

  constructor(private readonly props: ServiceConnectTrafficProps) {
    this.url = `http://${props.name}${props.port === 80 ? '' : `:${Tokenization.stringifyNumber(props.port)}`}`;
  }

  public serve(service: ecs.BaseService): void {
    const { name, port, namespace, plan: { release } } = this.props;
    const resource = service.node.defaultChild as ecs.CfnService;
    const isKnown = !Token.isUnresolved(port);
    this.service = service;
    // Amazon ECS refuses a grace period for the checks of a load balancer that is not there.
    resource.healthCheckGracePeriodSeconds = undefined;
    service.enableServiceConnect({
      namespace: namespace.namespaceArn,
      services: [{ portMappingName: speakHttp(service.taskDefinition), discoveryName: name, dnsName: name, port: isKnown ? port : undefined }],
    });
    // The L2 takes neither a port that is known at deployment only nor rules for test traffic.
    if (!isKnown) { resource.addPropertyOverride(`${ALIAS}.Port`, port); }
    const { _header: header } = release.testTraffic;
    if (header) { resource.addPropertyOverride(`${ALIAS}.TestTrafficRules`, { Header: { Name: header.name, Value: { Exact: header.value } } }); }
  }

  /** The tasks themselves. */
  public get entrance(): ec2.IConnectable {
    const { securityGroups } = this.service!.connections;
    return { connections: new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(this.props.plan.container.containerPort) }) };
  }

  /** Both versions have the same security groups: whoever may call one may call the other, with the header. */
  public get testEntrance(): ec2.IConnectable | undefined {
    return this.props.plan.release.testTraffic._kind === 'none' ? undefined : this.entrance;
  }

  public introduce(peer: ec2.IConnectable): void {
    connectClient(peer, this.service!, this.props.namespace);
  }
}

/** Only of HTTP requests the proxies can tell tests from others. Returns the name of the port. */
function speakHttp(task: ecs.TaskDefinition): string {
  const [portMapping] = task.defaultContainer!.portMappings;
  (portMapping as { appProtocol?: ecs.AppProtocol }).appProtocol ??= ecs.AppProtocol.http;
  return portMapping.name!;
}
