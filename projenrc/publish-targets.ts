/** The names under which each language finds the library; they outlive every release. */
export const publishTargets = {
  publishToPypi: {
    distName: 'cdk-devops-patterns',
    module: 'cdk_devops_patterns',
  },
  publishToMaven: {
    javaPackage: 'io.github.cdkdevopspatterns',
    mavenGroupId: 'io.github.cdkdevopspatterns',
    mavenArtifactId: 'cdk-devops-patterns',
  },
  publishToNuget: {
    dotNetNamespace: 'CdkDevOpsPatterns',
    packageId: 'CdkDevOpsPatterns',
  },
  publishToGo: {
    moduleName: 'github.com/cdk-devops-patterns/cdk-devops-patterns-go',
    packageName: 'cdkdevopspatterns',
  },
};
