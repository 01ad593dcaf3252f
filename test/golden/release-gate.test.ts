import * as fs from 'fs';
import * as path from 'path';
import { CfnResource } from 'aws-cdk-lib';
import { build as shop } from './apps/shop';
import { synthesize, Template } from './golden';
import { migrationsOf, releaseGate } from './release-gate';

const SHOP = path.join(__dirname, 'released/shop');
const REPOSITORY = 'ImagesRepository2D0F5B9C';

/** The shop as it was released, with its stack changed. */
function shopWith(change: (resources: NonNullable<Template['Resources']>) => void): Record<string, string> {
  const templates = Object.fromEntries(fs.readdirSync(SHOP).map((file) => [path.basename(file, '.template.json'), fs.readFileSync(path.join(SHOP, file), 'utf8')]));
  const stack = JSON.parse(templates.Shop);
  change(stack.Resources);
  return { ...templates, Shop: JSON.stringify(stack) };
}

function only(resources: NonNullable<Template['Resources']>, type: string): string {
  const [id] = Object.keys(resources).filter((key) => resources[key].Type === type);
  return id;
}

describe('the gate between releases', () => {
  const pass = (templates: Record<string, string>, page = '# Migration\n\n## Next\n') => () => releaseGate('shop', templates, migrationsOf(page));

  test('is open for what was released, for what is new, and for what changes in place', () => {
    pass(shopWith(() => undefined))();
    pass(shopWith((resources) => {
      resources.Another = { Type: 'AWS::SQS::Queue' };
      resources[REPOSITORY] = { ...resources[REPOSITORY], Properties: { ...resources[REPOSITORY].Properties as object, Tags: [{ Key: 'a', Value: 'b' }] } };
      delete resources[only(resources, 'AWS::CloudWatch::Alarm')];
    }))();
  });

  test('closes for a repository with another logical id, and says where to describe it', () => {
    const { templates: renamed } = synthesize((app) => {
      shop(app);
      const repositories = app.node.findAll().filter((construct) => CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::ECR::Repository');
      (repositories[0] as CfnResource).overrideLogicalId('RenamedRepository');
    });

    expect(pass(renamed)).toThrow(/unsafe: 1 resource .*\n\n! moved +AWS::ECR::Repository\n +Shop\.RenamedRepository\n[^]*- `shop: Stack\.LogicalId`: what happens/);
    expect(pass(renamed, `# Migration\n\n## Next\n\n- \`shop: Shop.${REPOSITORY}\`: import the repository under its new id.\n`)).not.toThrow();
  });

  test('closes for a load balancer that is replaced, and for all that hangs on it', () => {
    expect(pass(shopWith((resources) => {
      const id = only(resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
      resources[id] = { ...resources[id], Properties: { ...resources[id].Properties as object, Scheme: 'internal' } };
    }))).toThrow(/! replaced +AWS::ElasticLoadBalancingV2::LoadBalancer\n[^]*! replaced +AWS::ElasticLoadBalancingV2::Listener\n/);
  });

  test('closes for a log group that is deleted', () => {
    expect(pass(shopWith((resources) => { delete resources[only(resources, 'AWS::Logs::LogGroup')]; }))).toThrow(/! deleted +AWS::Logs::LogGroup/);
  });

  test('closes for an app without one of its stacks', () => {
    const { Shop } = shopWith(() => undefined);

    expect(pass({ Shop })).toThrow(/! deleted +AWS::SSM::Parameter\n +Shop-ReleasePointers\./);
  });

  test('closes for an entry that nothing needs, and for none of another app', () => {
    const page = (app: string) => `# Migration\n\n## Next\n\n- \`${app}: Shop.${REPOSITORY}\`: import the repository under its new id.\n`;

    expect(pass(shopWith(() => undefined), page('shop'))).toThrow(/got 'Shop\.ImagesRepository2D0F5B9C', and there is none\. Take it out: [^]+ MIGRATION\.md says of 'shop'/);
    expect(pass(shopWith(() => undefined), page('orders'))).not.toThrow();
  });

  test('takes entries of the next release only', () => {
    const page = '# Migration\n\n## 2.0.0\n\n- `shop: Shop.A`: one\n- `orders: Web.B`: two\n\n## 1.0.0\n\n- `shop: Shop.C`: three\n';

    expect(migrationsOf(page)).toEqual({ shop: { 'Shop.A': 'one' }, orders: { 'Web.B': 'two' } });
  });
});
