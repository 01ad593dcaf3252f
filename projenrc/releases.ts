import { Component, github, release, ReleasableCommits } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/** Who is asked before anything is published, and the only place whose jobs the registries trust: see docs/releasing.md. */
const ENVIRONMENT = 'release';

/** What the tests call and a runner may not have. */
const SYSTEM_TOOLS: github.workflows.JobStep = {
  name: 'Install the tools of the tests',
  run: 'sudo apt-get update -qq && sudo apt-get install -y -qq busybox jq zip',
};

/** The registries are in `publish-targets.ts`; why it is done this way, in docs/decisions/0013-releases.md. */
export const releaseOptions = {
  release: true,
  // Five registries that forget nothing: somebody decides when, not every merge.
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releaseEnvironment: ENVIRONMENT,
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  // Experimental: a breaking change raises the minor version, and `^0.1.0` does not take it.
  majorVersion: 0,
  // Without a tag projen would begin with 0.0.0, which npm has as a placeholder.
  nextVersionCommand: 'node -p "process.env.VERSION === \'0.0.0\' ? \'0.1.0\' : \'\'"',
  npmTrustedPublishing: true,
  jsiiReleaseVersion: '0.2.1061',
  bumpPackage: 'commit-and-tag-version@13.2.1',
  // npm publishes as a trusted publisher from 11.5.1, which Node.js 20 and 22 do not have.
  workflowNodeVersion: '24',
  releaseWorkflowSetupSteps: [SYSTEM_TOOLS],
  buildWorkflowOptions: {
    // What a pull request changes, its author commits: the workflow may write nothing.
    mutableBuild: false,
    permissions: { contents: github.workflows.JobPermission.READ },
    preBuildSteps: [SYSTEM_TOOLS],
  },
};

/** Types of commits; the changelog has features and fixes. */
export const COMMIT_TYPES = ['feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'style', 'chore'];

/** Makes projen's build the one that `npm test` is, and its workflows as modest as they can be. */
export class Releases extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    project.testTask.reset('node tools/setup.js');
    project.testTask.exec('node tools/test.js');
    // It finds the assembly of this library, not one that the tests have installed.
    project.tasks.tryFind('docgen')!.reset('node tools/api-page.js');
    // The tests have packed the library as well; a second tarball would be published, too.
    project.packageTask.prependExec('rm -fr dist/js dist/java dist/python dist/dotnet dist/go');

    // It only builds; whatever a dependency does during the build, it does without a token that can write.
    project.github!.tryFindWorkflow('release')!.file!.addOverride('jobs.release.permissions.contents', 'read');
  }
}
