import { RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

/** A report that CodeBuild shows and keeps. */
export interface CommandsReport {
  /** Names the report in the buildspec, such as `unit`. */
  readonly name: string;
  readonly files: string[];
  /** Relative to the directory of the project. */
  readonly baseDirectory?: string;
  /** As the buildspec says it, such as `JUNITXML` or `COBERTURAXML`. */
  readonly format: string;
  /** Gets the raw files; CodeBuild itself forgets reports after 30 days. */
  readonly exportBucket?: s3.IBucket;
  readonly removalPolicy?: RemovalPolicy;
}

/** What the buildspec calls formats of coverage; all others are of tests. */
const COVERAGE_FORMATS = ['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'];

/** Groups of our own: those that CodeBuild makes by itself need permissions for all groups of the project, stay for ever and export nothing. */
export function addReportGroups(scope: Construct, reports: CommandsReport[] = []): codebuild.ReportGroup[] {
  return reports.map(({ name, format, exportBucket, removalPolicy = RemovalPolicy.RETAIN }) => {
    return new codebuild.ReportGroup(scope, `Report${name}`, {
      type: COVERAGE_FORMATS.includes(format) ? codebuild.ReportGroupType.CODE_COVERAGE : codebuild.ReportGroupType.TEST,
      exportBucket,
      removalPolicy,
      // CloudFormation deletes no group that has reports.
      deleteReports: removalPolicy === RemovalPolicy.DESTROY || undefined,
    });
  });
}

/** Lets a project fill exactly these groups. */
export function allowToReport(project: codebuild.Project, groups: codebuild.ReportGroup[], reports: CommandsReport[] = []): void {
  groups.forEach((group, index) => {
    const { format, exportBucket } = reports[index];
    const put = COVERAGE_FORMATS.includes(format) ? 'codebuild:BatchPutCodeCoverages' : 'codebuild:BatchPutTestCases';
    project.addToRolePolicy(new iam.PolicyStatement({
      actions: ['codebuild:CreateReport', 'codebuild:UpdateReport', put],
      resources: [group.reportGroupArn],
    }));
    if (exportBucket) { allowToExport(project, exportBucket); }
  });
}

/** The L2 would let it delete what is there, too. */
function allowToExport(project: codebuild.Project, bucket: s3.IBucket): void {
  const objects = bucket.arnForObjects('*');
  project.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [objects] }));
  project.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'], resources: [bucket.bucketArn] }));
  bucket.encryptionKey?.grantEncryptDecrypt(project);
  acknowledgeWildcards(project, [], [objects], 'CodeBuild makes up the keys of exported reports.');
}
