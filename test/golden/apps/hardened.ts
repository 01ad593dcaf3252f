import { App, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  AlertRouter, BlueGreenEc2Service, BlueGreenFargateService, ContainerRepository, DeploymentPlan, Destination, Ec2Capacity, ImageScanning, Ingress,
  ManualApproval, NetworkShape, ServiceImage, ServiceNetwork,
} from '../../../src';

const PROPS: StackProps = { env: { account: '111111111111', region: 'eu-west-1' }, terminationProtection: true };

/** What the security team of the company runs for everybody, in accounts of its own. */
const COMPANY = {
  flowLogs: 'example-flow-log-archive',
  accessLogs: 'example-access-log-archive',
  webAcl: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/company/11111111-2222-3333-4444-555555555555',
  zone: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  databasePassword: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:payments/database-AbCdEf',
};

/**
 * Payments of a company that is audited: cdk-nag finds nothing here, in none of its five packs. Which option answers which
 * finding is told in the README of the deployment room.
 */
export function build(app: App): void {
  const platform = new Platform(app, 'PaymentsPlatform', PROPS);
  new Services(app, 'PaymentsServices', platform);
}

/** What outlives every release: the key, the network, the images, and who is told. */
class Platform extends Stack {
  public readonly key = new kms.Key(this, 'Key', { enableKeyRotation: true, description: 'Payments: logs, images and messages.' });
  public readonly network = new ServiceNetwork(this, 'Network', {
    shape: NetworkShape.NAT_PER_AZ,
    restrictDefaultSecurityGroup: true,
    flowLogsBucket: s3.Bucket.fromBucketName(this, 'FlowLogs', COMPANY.flowLogs),
  });
  public readonly operators = this.buildOperators();
  public readonly images = {
    payments: this.buildImages('PaymentsImages'),
    ledger: this.buildImages('LedgerImages'),
  };

  /** Hears of images with holes and of versions that wait. */
  private buildOperators(): sns.Topic {
    const topic = new sns.Topic(this, 'Operators', { masterKey: this.key, enforceSSL: true });
    topic.addSubscription(new subscriptions.EmailSubscription('payments-operators@example.com'));
    return topic;
  }

  private buildImages(id: string): ContainerRepository {
    const images = new ContainerRepository(this, id, { encryptionKey: this.key, scanning: ImageScanning.ENHANCED });
    images.onScanFinding('Vulnerable', { target: new targets.SnsTopic(this.operators) });
    return images;
  }
}

/** Internet -> payments -> ledger, which runs on instances of its own. */
class Services extends Stack {
  private readonly alerts: AlertRouter;
  private readonly zone = route53.HostedZone.fromHostedZoneAttributes(this, "Zone", COMPANY.zone);

  constructor(scope: Construct, id: string, private readonly platform: Platform) {
    super(scope, id, PROPS);
    this.alerts = new AlertRouter(this, 'Alerts', {
      critical: [Destination.email('payments-oncall@example.com'), Destination.logGroup()],
      encryptionKey: platform.key,
    });

    const ledger = this.buildLedger();
    const payments = this.buildPayments(ledger);
    ledger.allowTrafficFrom(payments);

    // Attached to the permission set of those who decide; a role would get an inline policy.
    const approvers = new iam.ManagedPolicy(this, 'Approvers', { managedPolicyName: 'payments-approvers' });
    payments.grantApproveDeployments(approvers);
  }

  private buildLedger(): BlueGreenEc2Service {
    const { network, images } = this.platform;
    return new BlueGreenEc2Service(this, 'Ledger', {
      ...this.everyService(),
      image: ServiceImage.released(images.ledger),
      capacity: new Ec2Capacity(this, 'Instances', { network, instanceType: new ec2.InstanceType('m7i.large') }),
      ingress: Ingress.internalOnly({
        ...this.everyLoadBalancer(),
        domainName: 'ledger.example.com',
      }),
    });
  }

  private buildPayments(ledger: BlueGreenEc2Service): BlueGreenFargateService {
    const { network, images, operators } = this.platform;
    const ledgerUrl = new ssm.StringParameter(this, 'LedgerUrl', { stringValue: ledger.url });
    const database = secretsmanager.Secret.fromSecretCompleteArn(this, 'Database', COMPANY.databasePassword);
    return new BlueGreenFargateService(this, 'Payments', {
      ...this.everyService(),
      network,
      image: ServiceImage.released(images.payments),
      secrets: { DATABASE: ecs.Secret.fromSecretsManager(database), LEDGER_URL: ecs.Secret.fromSsmParameter(ledgerUrl) },
      ingress: Ingress.internetFacing({ ...this.everyLoadBalancer(), domainName: 'payments.example.com' }),
      plan: DeploymentPlan.canary({ canaryPercent: 5, canaryBakeTime: Duration.minutes(15), bakeTime: Duration.minutes(30) }),
      migration: { command: ['bin/migrate'] },
      approval: ManualApproval.required({ notify: operators }),
    });
  }

  private everyService() {
    return {
      alerts: this.alerts,
      healthCheck: { path: '/health' },
      smokeTest: { bodyContains: '"status":"ok"' },
      rollback: { errorRatePercent: 1, latencySeconds: 0.8 },
      readonlyRootFilesystem: true,
      logEncryptionKey: this.platform.key,
      logRetention: logs.RetentionDays.ONE_YEAR,
    };
  }

  private everyLoadBalancer() {
    return {
      hostedZone: this.zone,
      webAclArn: COMPANY.webAcl,
      deletionProtection: true,
      accessLogsBucket: s3.Bucket.fromBucketName(this, 'AccessLogs', COMPANY.accessLogs),
    };
  }
}
