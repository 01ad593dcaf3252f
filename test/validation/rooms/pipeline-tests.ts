import { Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { BlueGreenFargateService, ServiceImage } from '../../../src/deployment';
import {
  BuildStep, ComplianceCheck, DeployTarget, PipelineSource, SecurityScan, StandardPipeline, StandardPipelineProps, TestSuite,
} from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';

type Checks = Pick<StandardPipelineProps, 'tests' | 'checks'>;

/** A pipeline with checks of all kinds. The stack has nothing else that a finding could be about but the services. */
function pipelineWith(stack: Stack, checks: (images: ContainerRepository) => Checks): void {
  const images = new ContainerRepository(stack, 'Images');
  const service = (id: string) => DeployTarget.ecs(new BlueGreenFargateService(stack, id, { image: ServiceImage.released(images) }));
  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'shop')),
    buildStep: BuildStep.dockerImage(images),
    staging: service('Beta'),
    production: service('Web'),
    ...checks(images),
  });
}

const scans = (images: ContainerRepository): Checks => ({
  checks: [
    SecurityScan.inspectorSource(), SecurityScan.inspectorImage(images), SecurityScan.secrets(), SecurityScan.dependencyAudit(),
    SecurityScan.semgrep(), SecurityScan.trivy(), SecurityScan.trivy({ imagesOf: images }),
    SecurityScan.sbom(), SecurityScan.sbom({ imagesOf: images }),
    ComplianceCheck.cfnLint(), ComplianceCheck.cfnGuard(['rules']), ComplianceCheck.cdkNag(), ComplianceCheck.commands('Licences', ['npm run licences']),
  ],
});

const pyramid = (stack: Stack): Checks => {
  const suite = TestSuite.commands(['npm test'], { reports: [{ files: ['reports/*.xml'] }] });
  const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:token-AbCdEf');
  return {
    tests: {
      unit: suite,
      integration: TestSuite.commands(['npx jest'], { shards: 4, testFiles: 'test/*.test.ts', secrets: { TOKEN: secret } }),
      endToEnd: suite,
      smoke: suite,
      health: TestSuite.http('https://shop.example.com/health'),
      performance: suite,
    },
  };
};

export const pipelineTests: RoomUnderValidation = {
  cases: {
    'pipeline tests: the whole pyramid': inProd((stack) => pipelineWith(stack, () => pyramid(stack))),
    'pipeline tests: the scans that we recommend': inProd((stack) => pipelineWith(stack, () => ({ checks: SecurityScan.recommended() }))),
    'pipeline tests: all scans and checks': inProd((stack) => pipelineWith(stack, scans)),
    'pipeline tests: all scans and checks, environment unknown': inAnyEnvironment((stack) => pipelineWith(stack, scans)),
  },
  hardened: {},
  acknowledging: {},
  allowed: [],
};
