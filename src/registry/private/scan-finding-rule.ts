import { Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';
import { FindingSeverity, ScanFindingOptions } from '../scan-finding-options';

/** What the two kinds of scanning call a finding that nobody has rated. */
const UNRATED = { basic: 'UNDEFINED', enhanced: 'UNTRIAGED' };

/** The rule that hears what scans find in a repository. */
export function scanFindingRule(scope: Construct, id: string, repository: ecr.IRepository, options: ScanFindingOptions): events.Rule {
  const severities = resolveSeverities(scope, options.severities ?? [FindingSeverity.CRITICAL, FindingSeverity.HIGH]);
  const rule = new events.Rule(scope, id, {
    description: options.description ?? `Vulnerabilities in images, of severity ${severities.join(', ')}`,
    eventPattern: {
      source: ['aws.ecr', 'aws.inspector2'],
      detailType: ['ECR Image Scan', 'Inspector2 Finding'],
      // The name does not hide in the account's own events: those of a repository elsewhere are told there.
      detail: { $or: [...severities.map((severity) => basicScan(repository, severity)), enhancedFinding(repository, severities)] },
    },
  });
  if (options.target) { rule.addTarget(options.target); }
  return rule;
}

/** One event per scan, with a count for each severity that was found. */
function basicScan({ repositoryName }: ecr.IRepository, severity: FindingSeverity): object {
  const name = severity === FindingSeverity.UNRATED ? UNRATED.basic : severity;
  return {
    'repository-name': [repositoryName],
    'scan-status': ['COMPLETE'],
    'finding-severity-counts': { [name]: [{ numeric: ['>', 0] }] },
  };
}

/** One event per finding, also when it changes. */
function enhancedFinding({ repositoryName }: ecr.IRepository, severities: FindingSeverity[]): object {
  return {
    severity: severities.map((severity) => severity === FindingSeverity.UNRATED ? UNRATED.enhanced : severity),
    status: ['ACTIVE'],
    resources: { type: ['AWS_ECR_CONTAINER_IMAGE'], details: { awsEcrContainerImage: { repositoryName: [repositoryName] } } },
  };
}

function resolveSeverities(scope: Construct, severities: FindingSeverity[]): FindingSeverity[] {
  const known = Object.values(FindingSeverity);
  const areKnown = Array.isArray(severities) && !Token.isUnresolved(severities) && severities.every((severity) => known.includes(severity));
  if (!areKnown || severities.length === 0) {
    throw inputError(scope, `'severities' must be at least one of FindingSeverity.${known.join(', ')}, got ${show(severities)}. Leave it out for CRITICAL and HIGH`);
  }
  return [...new Set(severities)];
}
