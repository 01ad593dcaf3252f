import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ContainerRepository, ImagePromotion } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';
import { FakeRegistry, Manifest, Run } from './support/fake-registry';

const [SOURCE, TARGET] = ['222222222222/eu-central-1/staging/shop', '111111111111/eu-west-1/shop'];
const [SOURCE_URI, TARGET_URI] = ['222222222222.dkr.ecr.eu-central-1.amazonaws.com/staging/shop', '111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop'];
const OCI = 'application/vnd.oci.image';
const CONTENT = 'a layer of some length, so that it takes several parts, with a \0 and a \n in it\n';

function promotionOf(stack: Stack): ImagePromotion {
  const source = ecr.Repository.fromRepositoryAttributes(stack, 'Staging', {
    repositoryName: 'staging/shop', repositoryArn: 'arn:aws:ecr:eu-central-1:222222222222:repository/staging/shop',
  });
  return new ContainerRepository(stack, 'Images').promotionFrom(source);
}

const { script } = promotionOf(prodStack());
let registry: FakeRegistry;
beforeEach(() => {
  registry = new FakeRegistry();
  registry.write(TARGET, 'layers', 'other', '');
});
afterEach(() => registry.remove());

/** An image with two layers in the source; returns its digest. */
function addImage(content = CONTENT, more: Partial<Manifest> = {}): string {
  const config = registry.addLayer(SOURCE, JSON.stringify({ config: content }));
  const layers = [registry.addLayer(SOURCE, content), registry.addLayer(SOURCE, 'x')];
  return registry.addManifest(SOURCE, { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config, layers, ...more });
}

function promote(digest: string, environment: Record<string, string> = {}): Run {
  return registry.run(script, { IMAGE: `${SOURCE_URI}@${digest}`, SOURCE_REPOSITORY: SOURCE_URI, TARGET_REPOSITORY: TARGET_URI, ...environment });
}

describe('the promotion script', () => {
  test('copies an image byte for byte and gives it a tag after its digest', () => {
    const digest = addImage();
    const result = promote(digest);

    expect(result.errors).toBe('');
    expect(result.status).toBe(0);
    expect(result.promoted).toBe(`${TARGET_URI}@${digest}`);
    expect(registry.read(TARGET, 'manifests', digest)).toEqual(registry.read(SOURCE, 'manifests', digest));
    expect(registry.list(TARGET, 'layers')).toEqual([...registry.list(SOURCE, 'layers'), 'other'].sort());
    expect(registry.read(TARGET, 'tags', digest.slice(7, 19)).toString()).toBe(digest);
    expect(registry.leftovers()).toEqual([]);
  });

  test('gives another tag, such as one that keeps the image', () => {
    const digest = addImage();
    expect(promote(digest, { TAG: 'released-7' }).status).toBe(0);
    expect(registry.list(TARGET, 'tags')).toEqual(['released-7']);
  });

  test('adds a tag in the same repository, without copying a layer', () => {
    const digest = addImage();
    const result = promote(digest, { TARGET_REPOSITORY: SOURCE_URI, TAG: 'released-7' });
    expect(result.status).toBe(0);
    expect(result.operations).not.toContain('initiate-layer-upload');
    expect(registry.read(SOURCE, 'tags', 'released-7').toString()).toBe(digest);
  });

  test('copies an image for several platforms whole, and tags only the whole', () => {
    const manifests = [addImage('for arm64'), addImage('for amd64')].map((digest) => ({ digest, mediaType: `${OCI}.manifest.v1+json` }));
    const index = registry.addManifest(SOURCE, { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests });

    expect(promote(index).status).toBe(0);
    expect(registry.list(TARGET, 'manifests')).toEqual([index, ...manifests.map(({ digest }) => digest)].sort());
    expect(registry.list(TARGET, 'tags')).toEqual([index.slice(7, 19)]);
  });

  test.each([['application/vnd.docker.distribution.manifest.v2+json'], [`${OCI}.manifest.v1+json`]])('copies a %s', (mediaType) => {
    expect(promote(addImage(CONTENT, { mediaType })).status).toBe(0);
  });

  test('copies only the layers that are missing', () => {
    const digest = addImage();
    registry.addLayer(TARGET, CONTENT);
    const result = promote(digest);
    expect(result.status).toBe(0);
    expect(result.operations.filter((operation) => operation === 'complete-layer-upload')).toHaveLength(2);
  });

  test('leaves alone layers that have an address elsewhere', () => {
    const foreign = { digest: `sha256:${'f'.repeat(64)}`, urls: ['https://mcr.microsoft.com/x'] };
    const digest = addImage(CONTENT, { layers: [registry.addLayer(SOURCE, CONTENT), foreign] });
    expect(promote(digest).status).toBe(0);
  });

  test('changes nothing when it is run again', () => {
    const digest = addImage();
    promote(digest);
    const result = promote(digest);
    expect(result.status).toBe(0);
    expect(result.promoted).toBe(`${TARGET_URI}@${digest}`);
    expect(result.operations).not.toContain('upload-layer-part');
  });

  test('goes on when somebody else was faster with a layer', () => {
    const digest = addImage();
    registry.write(TARGET, 'races', registry.addLayer(SOURCE, CONTENT).digest, '');
    expect(promote(digest).status).toBe(0);
  });

  describe('fails, and leaves no tag,', () => {
    const fails = (result: Run, message: string) => {
      expect(result.status).toBeGreaterThan(0);
      expect(result.errors).toContain(message);
      expect(result.promoted).toBeUndefined();
      expect(registry.list(TARGET, 'tags').filter((tag) => tag !== 'taken')).toEqual([]);
      expect(registry.leftovers()).toEqual([]);
    };

    test('when there is no such image', () => {
      addImage();
      fails(promote(`sha256:${'0'.repeat(64)}`), `${SOURCE_URI} has no image sha256:${'0'.repeat(64)}. Requested image not found`);
    });

    test('when the tag belongs to another image', () => {
      registry.write(TARGET, 'tags', 'taken', 'sha256:other');
      fails(promote(addImage(), { TAG: 'taken' }), 'ImageTagAlreadyExistsException');
      expect(registry.read(TARGET, 'tags', 'taken').toString()).toBe('sha256:other');
    });

    test('when a layer comes that is something else', () => {
      const digest = addImage();
      registry.write(SOURCE, 'layers', registry.addLayer(SOURCE, CONTENT).digest, 'tampered with');
      fails(promote(digest), 'is something else');
    });

    test('when a manifest comes that is something else', () => {
      const digest = addImage();
      registry.write(SOURCE, 'manifests', digest, `${registry.read(SOURCE, 'manifests', digest)} `);
      fails(promote(digest), `What came as ${digest} is something else`);
    });

    test.each([
      ['batch-get-image', SOURCE], ['get-download-url-for-layer', SOURCE], ['batch-check-layer-availability', TARGET], ['initiate-layer-upload', TARGET],
      ['upload-layer-part', TARGET], ['complete-layer-upload', TARGET], ['put-image', TARGET],
    ])('when %s is refused', (operation, where) => {
      const digest = addImage();
      registry.write(where, 'refuses', operation, '');
      fails(promote(digest), 'AccessDeniedException');
    });

    test('when an image of an index is missing', () => {
      const index = registry.addManifest(SOURCE, { mediaType: `${OCI}.index.v1+json`, manifests: [{ digest: `sha256:${'0'.repeat(64)}` }] });
      fails(promote(index), 'has no image');
    });

    test('when the target is missing', () => {
      fails(promote(addImage(), { TARGET_REPOSITORY: `${TARGET_URI}-missing` }), 'RepositoryNotFoundException');
    });
  });

  test.each([
    '', `${SOURCE_URI}:1`, `${SOURCE_URI}@sha256:12`, `${TARGET_URI}@sha256:${'a'.repeat(64)}`, `${SOURCE_URI}@sha256:${'a'.repeat(64)}; touch pwned`, '$(touch pwned)',
    `x\n${SOURCE_URI}@sha256:${'a'.repeat(64)}`,
  ])('fails when the image is %j, before anything is called', (IMAGE) => {
    const result = promote('', { IMAGE });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(`Not an image of ${SOURCE_URI} by digest`);
    expect(result.operations).toEqual([]);
  });

  test.each(['-x', '.x', 'a b', 'a/b', '--region', 'x'.repeat(129)])('fails when the tag is %j, before anything is called', (TAG) => {
    const result = promote(`sha256:${'a'.repeat(64)}`, { TAG });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain('Not a tag');
    expect(result.operations).toEqual([]);
  });

  test.each(['SOURCE_REPOSITORY', 'TARGET_REPOSITORY'])('fails when %s is none of Amazon ECR, before anything is called', (variable) => {
    const uri = 'ghcr.io/shop/web';
    const result = promote('', { IMAGE: `${variable === 'SOURCE_REPOSITORY' ? uri : SOURCE_URI}@sha256:${'a'.repeat(64)}`, [variable]: uri });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(`Not a repository of Amazon ECR: ${uri}`);
    expect(result.operations).toEqual([]);
  });
});

describe('a promotion', () => {
  test('lets somebody read the source and write the target, and nothing else', () => {
    const stack = prodStack();
    promotionOf(stack).grant(new iam.User(stack, 'User'));
    expect(onlyResource(Template.fromStack(stack), 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: 'arn:aws:ecr:eu-central-1:222222222222:repository/staging/shop',
      },
      {
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'],
        Resource: { 'Fn::GetAtt': [expect.anything(), 'Arn'] },
      },
    ]);
  });

  test('lets the other account read a source of the app, in the policy of the repository', () => {
    const app = new App();
    const staging = new Stack(app, 'Staging', { env: { account: '222222222222', region: 'eu-central-1' } });
    const source = new ContainerRepository(staging, 'Images', { repositoryName: 'staging/shop' });
    const prod = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    const role = new iam.Role(prod, 'Role', { roleName: 'promoter', assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
    new ContainerRepository(prod, 'Images').promotionFrom(source.repository).grant(role);

    const policy = onlyResource(Template.fromStack(staging), 'AWS::ECR::Repository').Properties.RepositoryPolicyText;
    expect(policy.Statement).toEqual([expect.objectContaining({ Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] })]);
    expect(JSON.stringify(policy.Statement[0].Principal)).toContain(':iam::111111111111:root');
  });

  test('names both repositories', () => {
    const stack = prodStack();
    const { SOURCE_REPOSITORY, TARGET_REPOSITORY } = stack.resolve(promotionOf(stack).environment);
    expect(JSON.stringify(SOURCE_REPOSITORY)).toContain('222222222222.dkr.ecr.eu-central-1');
    expect(JSON.stringify(TARGET_REPOSITORY)).toContain('Fn::GetAtt');
  });

  test('fails without a source', () => {
    expect(() => new ContainerRepository(prodStack(), 'Images').promotionFrom(undefined as any)).toThrow("'source' must be a repository");
  });
});
