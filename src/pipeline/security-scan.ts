import {
  DependencyAuditOptions, InspectorScanOptions, SecretScanOptions, SemgrepOptions,
} from './check-options';
import { IPipelineStep } from './pipeline-step';
import { dependencyAudit } from './private/dependency-audit';
import { InspectorImageStep } from './private/inspector-image-step';
import { InspectorSourceStep } from './private/inspector-source-step';
import { secretScan } from './private/secret-scan';
import { semgrepScan } from './private/semgrep-scan';
import { sbomStep, trivyScan } from './private/trivy-scan';
import { SbomOptions, TrivyOptions } from './trivy-options';
import { IContainerRepository } from '../registry';

/**
 * What looks for weaknesses before anything is deployed.
 *
 * Where you look for Amazon CodeGuru: CodeGuru Security ended on 20 November 2025 and CodeGuru Reviewer takes no new repositories. Its
 * successors are here: `inspectorSource` for weaknesses of packages and code, `semgrep` for mistakes in the code, `secrets` for secrets.
 *
 * @see https://docs.aws.amazon.com/codeguru/latest/security-ug/end-of-support.html
 */
export class SecurityScan {
  /** What we would start with: Amazon Inspector and a look for secrets in the source, each as it comes. */
  public static recommended(): IPipelineStep[] {
    return [SecurityScan.inspectorSource(), SecurityScan.secrets()];
  }

  /**
   * Amazon Inspector looks for known weaknesses in the packages of the source. Its SBOM is an artifact of the pipeline.
   *
   * CodeBuild bills for the minutes and Amazon Inspector for the scan. Not in China. The source must not be a `fullClone`.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-InspectorScan.html
   */
  public static inspectorSource(options: InspectorScanOptions = {}): IPipelineStep {
    return new InspectorSourceStep(options);
  }

  /**
   * Amazon Inspector looks for known weaknesses in the image that was built. Its SBOM is an artifact of the pipeline.
   *
   * Amazon Inspector takes a tag, a pipeline a digest: a short build finds the tag first. Pull requests push no image: there, nothing is scanned.
   *
   * @param repository the repository that the build pushes to
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-InspectorScan.html
   */
  public static inspectorImage(repository: IContainerRepository, options: InspectorScanOptions = {}): IPipelineStep {
    return new InspectorImageStep(repository, options);
  }

  /**
   * Gitleaks looks for passwords, keys and tokens in the source. It prints none of them.
   *
   * @see https://github.com/gitleaks/gitleaks
   */
  public static secrets(options: SecretScanOptions = {}): IPipelineStep {
    return secretScan(options);
  }

  /**
   * `npm audit` and pip-audit look the packages up in databases of weaknesses, those that lock files name. For Yarn, pnpm, Maven, Gradle, Go,
   * Rust and others there is `trivy`, which reads their lock files.
   */
  public static dependencyAudit(options: DependencyAuditOptions = {}): IPipelineStep {
    return dependencyAudit(options);
  }

  /**
   * Trivy looks for weaknesses and misconfigurations in the source, or in the image that was built.
   *
   * @see https://trivy.dev
   */
  public static trivy(options: TrivyOptions = {}): IPipelineStep {
    return trivyScan(options);
  }

  /**
   * Semgrep reads the source for mistakes that attackers use. It sends no metrics.
   *
   * @see https://semgrep.dev/docs/
   */
  public static semgrep(options: SemgrepOptions = {}): IPipelineStep {
    return semgrepScan(options);
  }

  /** Lists what the source, or the image that was built, is made of. The list is an artifact of the pipeline. */
  public static sbom(options: SbomOptions = {}): IPipelineStep {
    return sbomStep(options);
  }

  private constructor() {}
}
