import { IConstruct } from 'constructs';
import { requirePathInSource } from './path-in-source';
import { andWorse, requireSeverity } from './severity-floor';
import { installArchive } from './tool-install';
import { REPORT_FILE, ToolStep } from './tool-step';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { VERSIONS } from '../../core/private/versions';
import type { IContainerRepository } from '../../registry';
import { IPipelineStep } from '../pipeline-step';
import { SbomFormat, SbomOptions, TrivyOptions, TrivyScanner } from '../trivy-options';

/** The databases from the registry of AWS: others answer builds of AWS with "too many requests". */
const INSTALL = `
${installArchive('https://github.com/aquasecurity/trivy/releases/download/v${TOOL_VERSION}/trivy_${TOOL_VERSION}_Linux-64bit.tar.gz')}
export TRIVY_DB_REPOSITORY=public.ecr.aws/aquasecurity/trivy-db:2
export TRIVY_JAVA_DB_REPOSITORY=public.ecr.aws/aquasecurity/trivy-java-db:1
export TRIVY_DISABLE_VEX_NOTICE=true TRIVY_NO_PROGRESS=true TRIVY_SKIP_VERSION_CHECK=true
# An image is in no Docker of this machine.
if [[ "$SCAN_KIND" == image ]]; then target=(image --image-src remote "$IMAGE"); else target=(fs "./$SCAN_DIRECTORY"); fi
`.trim();

/** Trivy ends with 10 when there are findings. */
const SCAN_SCRIPT = `
${INSTALL}
options=(--scanners "$SCAN_SCANNERS" --severity "$SCAN_SEVERITIES" --format json --output "$tools/findings.json" --exit-code 10)
if [[ "$SCAN_IGNORE_UNFIXED" == true ]]; then options+=(--ignore-unfixed); fi
set +e
trivy "\${target[@]}" "\${options[@]}"
status=$?
set -e
if (( status != 0 && status != 10 )); then exit "$status"; fi
trivy convert --format table "$tools/findings.json"
trivy convert --format template --template "@$tools/contrib/junit.tpl" --output ${REPORT_FILE} "$tools/findings.json"
exit "$status"
`.trim();

const SBOM_SCRIPT = `
${INSTALL}
mkdir -p devops-sbom
trivy "\${target[@]}" --format "$SCAN_SBOM_FORMAT" --output devops-sbom/sbom.json
`.trim();

export function trivyScan(options: TrivyOptions): IPipelineStep {
  const { imagesOf, directory = '.', scanners = defaultScanners(imagesOf), severity, ignoreUnfixed = false } = options;
  return new ToolStep({
    name: imagesOf ? 'TrivyImage' : 'Trivy',
    description: `Looks for weaknesses in the ${imagesOf ? 'image' : 'source'}`,
    script: SCAN_SCRIPT,
    tool: VERSIONS.trivy,
    environment: {
      SCAN_KIND: imagesOf ? 'image' : 'fs',
      SCAN_DIRECTORY: directory,
      SCAN_SCANNERS: Array.isArray(scanners) ? scanners.join(',') : '',
      SCAN_SEVERITIES: andWorse(severity).join(','),
      SCAN_IGNORE_UNFIXED: String(ignoreUnfixed),
    },
    pulls: imagesOf,
    options,
    check: (scope) => {
      requireImages(scope, imagesOf);
      requirePathInSource(scope, 'directory', directory);
      requireKinds(scope, options, { scanners: 'list', ignoreUnfixed: 'flag' });
      if (scanners.length === 0) { throw inputError(scope, `'scanners' must have a scanner, got ${show(scanners)}. Leave it out for the usual ones`); }
      scanners.forEach((scanner) => requireMember(scope, 'scanners', scanner ?? null, TrivyScanner, 'TrivyScanner'));
      requireSeverity(scope, severity);
    },
  });
}

export function sbomStep(options: SbomOptions): IPipelineStep {
  const { imagesOf, format = SbomFormat.CYCLONE_DX } = options;
  return new ToolStep({
    name: imagesOf ? 'ImageSbom' : 'Sbom',
    description: `Lists what the ${imagesOf ? 'image' : 'source'} is made of`,
    script: SBOM_SCRIPT,
    tool: VERSIONS.trivy,
    environment: { SCAN_KIND: imagesOf ? 'image' : 'fs', SCAN_DIRECTORY: '.', SCAN_SBOM_FORMAT: format },
    pulls: imagesOf,
    artifact: { files: ['sbom.json'], baseDirectory: 'devops-sbom' },
    reports: false,
    options,
    check: (scope) => {
      requireImages(scope, imagesOf);
      requireMember(scope, 'format', format, SbomFormat, 'SbomFormat');
    },
  });
}

function defaultScanners(imagesOf?: IContainerRepository): TrivyScanner[] {
  return imagesOf ? [TrivyScanner.VULNERABILITIES] : [TrivyScanner.VULNERABILITIES, TrivyScanner.MISCONFIGURATIONS];
}

function requireImages(scope: IConstruct, imagesOf: IContainerRepository | undefined): void {
  if (imagesOf === undefined) { return; }
  requireAbility(scope, { prop: 'imagesOf', value: imagesOf, method: 'grantPull', expected: 'a repository, such as a ContainerRepository' });
}
