import { Duration } from 'aws-cdk-lib';
import { FindingSeverity } from '../registry';

/** What is the same for every scan and every check. */
export interface CheckOptions {
  /**
   * Names the step in the pipeline, 1 to 80 letters, digits or any of `.@-_`. Two steps of a stage have two names.
   *
   * @default - named after what it does
   */
  readonly stepName?: string;

  /**
   * Whether the pipeline goes on whatever is found, and when the tool itself fails. The log says so loudly and the report shows what was found.
   *
   * @default false
   */
  readonly advisory?: boolean;
}

/** What is the same for everything that runs a tool in a build of its own. */
export interface ToolOptions extends CheckOptions {
  /**
   * How long it may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * Another version of the tool. Give its checksum as well.
   *
   * @default - the version that this release of the library knows
   */
  readonly toolVersion?: string;

  /**
   * The SHA-256 of what is downloaded, in hexadecimal: of the archive for x86-64 Linux, or of the wheel of a Python tool. Anything else is not run.
   *
   * @default - the checksum of the version that this release of the library knows
   */
  readonly toolSha256?: string;
}

/** How many weaknesses Amazon Inspector may find. */
export interface InspectorScanOptions extends CheckOptions {
  /**
   * How many critical ones may be there.
   *
   * @default 0
   */
  readonly critical?: number;

  /**
   * How many high ones may be there.
   *
   * @default 0
   */
  readonly high?: number;

  /**
   * How many medium ones may be there.
   *
   * @default - any number
   */
  readonly medium?: number;

  /**
   * How many low ones may be there.
   *
   * @default - any number
   */
  readonly low?: number;
}

/** How secrets are looked for. */
export interface SecretScanOptions extends ToolOptions {
  /**
   * The file with rules and exceptions of your own, relative to the root of the source.
   *
   * @default - the rules of gitleaks, and `.gitleaks.toml` if it is there
   */
  readonly configFile?: string;

  /**
   * Whether all commits are searched, not only the files as they are now. The source has to come with its history: `fullClone`.
   *
   * @default false
   */
  readonly history?: boolean;
}

/** How packages are looked up in databases of weaknesses. */
export interface DependencyAuditOptions extends ToolOptions {
  /**
   * The directory with `package-lock.json`, `requirements.txt` or both, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * How bad the least weakness is that stops the pipeline: `LOW` to `CRITICAL`. The database of Python packages rates nothing: there, any
   * weakness does.
   *
   * @default FindingSeverity.HIGH
   */
  readonly severity?: FindingSeverity;

  /**
   * Whether packages that only developers need are left out. Node.js only.
   *
   * @default false
   */
  readonly productionOnly?: boolean;
}

/** How Semgrep reads the source. */
export interface SemgrepOptions extends ToolOptions {
  /**
   * The rules: names in the registry of Semgrep, such as `p/owasp-top-ten`, or files in the source, such as `.semgrep.yml`. Those of the
   * registry have licences of their own.
   *
   * @default ['p/default']
   */
  readonly rules?: string[];

  /**
   * How bad the least finding is that stops the pipeline: `HIGH` is `ERROR` in the words of Semgrep, `MEDIUM` is `WARNING`, `LOW` is `INFO`.
   *
   * @default FindingSeverity.HIGH
   */
  readonly severity?: FindingSeverity;
}
