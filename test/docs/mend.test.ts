const { mend } = jest.requireActual('../../tools/languages/mend');

describe('what jsii-rosetta gets wrong', () => {
  test.each([
    ['a getter in a chain', 'web.service.node.addDependency(access);', 'web.getService().getNode().addDependency(access);'],
    ['a getter in an argument', 'StageConditions.on(delivery.pipeline, "Prod")', 'StageConditions.on(delivery.getPipeline(), "Prod")'],
    ['a getter of this', 'DeliveryProof.of(this.node.getRoot());', 'DeliveryProof.of(this.getNode().getRoot());'],
    ['an array', 'ISignalSource[] sources = List.of(web);', 'List<ISignalSource> sources = List.of(web);'],
    ['an index', 'Listener first = loadBalancer.getListeners()[0];', 'Listener first = loadBalancer.getListeners().get(0);'],
    ['a loop', 'for (Object alarm : proof.undelivered()) {', 'for (var alarm : proof.undelivered()) {'],
    ['a number in a name', 'EcsDeploymentConfig.CANARY_10PERCENT_15MINUTES', 'EcsDeploymentConfig.CANARY_10_PERCENT_15_MINUTES'],
  ])('in Java: %s', (_, wrong, right) => {
    expect(mend('java', wrong)).toBe(right);
  });

  test.each([
    ['a star in a name', 'cdk.Duration_*Hours(n)', 'cdk.Duration_Hours(n)'],
    ['a short property', '\tAlerts: Alerts,\n\tKey: *Key,', '\tAlerts: alerts,\n\tKey: key,'],
  ])('in Go: %s', (_, wrong, right) => {
    expect(mend('go', wrong)).toBe(right);
  });

  test.each([
    ['a unit', 'memory_limit_mi_b=2048, ephemeral_storage_gi_b=100', 'memory_limit_mib=2048, ephemeral_storage_gib=100'],
    ['a number in a name', 'EcsDeploymentConfig.CANARY_10PERCENT_15MINUTES', 'EcsDeploymentConfig.CANARY_10_PERCENT_15_MINUTES'],
  ])('in Python: %s', (_, wrong, right) => {
    expect(mend('python', wrong)).toBe(right);
  });

  test('nothing in strings, comments and imports, nothing that is right, and nothing of other languages', () => {
    const java = 'import software.amazon.awscdk.services.ec2.*;\nMetric.of("a.b.c", "x[0]"); // a.b.c\nweb.getService().getNode().addDependency(1.5);\nSystem.out.println("");';

    expect(mend('java', java)).toBe(java);
    expect(mend('python', 'web.service.node.add_dependency(access)')).toBe('web.service.node.add_dependency(access)');
  });
});
