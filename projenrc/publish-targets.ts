/**
 * The names under which each language finds the library; they outlive every release. Who publishes is known by where it runs, not by a
 * token, where the registry knows how: Maven Central does not.
 */
export const publishTargets = {
  publishToPypi: {
    distName: 'cdk-devops-patterns',
    module: 'cdk_devops_patterns',
    trustedPublishing: true,
  },
  publishToMaven: {
    javaPackage: 'io.github.cdkdevopspatterns',
    mavenGroupId: 'io.github.cdkdevopspatterns',
    mavenArtifactId: 'cdk-devops-patterns',
  },
  publishToNuget: {
    dotNetNamespace: 'CdkDevOpsPatterns',
    packageId: 'CdkDevOpsPatterns',
    trustedPublishing: true,
  },
  publishToGo: {
    moduleName: 'github.com/cdk-devops-patterns/cdk-devops-patterns-go',
    packageName: 'cdkdevopspatterns',
    // A deploy key: it can write to that repository, and to nothing else.
    githubUseSsh: true,
  },
};
