import { ToolOptions } from './check-options';
import { FindingSeverity, IContainerRepository } from '../registry';

/** What Trivy looks for. */
export enum TrivyScanner {
  /** Known weaknesses of packages. */
  VULNERABILITIES = 'vuln',
  /** Mistakes in Dockerfiles, templates of CloudFormation, Terraform, Kubernetes and the like. */
  MISCONFIGURATIONS = 'misconfig',
  /** Passwords and keys. */
  SECRETS = 'secret',
  /** Licences that forbid or demand something. */
  LICENSES = 'license',
}

/** What Trivy scans, and for what. */
export interface TrivyOptions extends ToolOptions {
  /**
   * Scans the image that was built instead of the source. The repository is the one that the build pushes to. Pull requests push no image:
   * there, nothing is scanned.
   *
   * @default - the source is scanned
   */
  readonly imagesOf?: IContainerRepository;

  /**
   * The directory to scan, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * What to look for.
   *
   * @default - vulnerabilities and misconfigurations; vulnerabilities in an image
   */
  readonly scanners?: TrivyScanner[];

  /**
   * How bad the least finding is that stops the pipeline: `LOW` to `CRITICAL`.
   *
   * @default FindingSeverity.HIGH
   */
  readonly severity?: FindingSeverity;

  /**
   * Whether weaknesses that nobody has fixed yet are left out.
   *
   * @default false
   */
  readonly ignoreUnfixed?: boolean;
}

/** How a list of what something is made of is written. */
export enum SbomFormat {
  /** CycloneDX JSON. */
  CYCLONE_DX = 'cyclonedx',
  /** SPDX JSON. */
  SPDX = 'spdx-json',
}

/** What the list is of. */
export interface SbomOptions extends ToolOptions {
  /**
   * Lists what is in the image that was built instead of what the source names. Pull requests push no image: there, nothing is listed.
   *
   * @default - the source is looked at
   */
  readonly imagesOf?: IContainerRepository;

  /**
   * How the list is written.
   *
   * @default SbomFormat.CYCLONE_DX
   */
  readonly format?: SbomFormat;
}
