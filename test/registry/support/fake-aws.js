// The operations of Amazon ECR that the promotion script calls, on files. Started by fake-registry.ts as `aws`.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { join } = require('node:path');

const PART_SIZE = 40;
const root = process.env.FAKE_REGISTRY;
const [service, operation, ...rest] = process.argv.slice(2);
if (service !== 'ecr') { throw new Error(`unexpected service ${service}`); }
fs.appendFileSync(join(root, 'calls'), `${operation}\n`);

const options = {};
for (let index = 0, name; index < rest.length; index++) {
  if (rest[index].startsWith('--')) { options[name = rest[index].slice(2)] = []; } else { options[name].push(rest[index]); }
}
const option = (name) => options[name]?.[0];
const home = join(root, option('registry-id'), option('region'), option('repository-name'));
const place = (kind, name) => { fs.mkdirSync(join(home, kind), { recursive: true }); return join(home, kind, name); };
const has = (kind, name) => fs.existsSync(join(home, kind, name));
const digestOf = (content) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const answer = (value) => process.stdout.write(JSON.stringify(value));

function refuse(code, message) {
  process.stderr.write(`\nAn error occurred (${code}) when calling the ${operation} operation: ${message}\n`);
  process.exit(254);
}

if (!fs.existsSync(home)) { refuse('RepositoryNotFoundException', `no repository ${home}`); }
if (has('refuses', operation)) { refuse('AccessDeniedException', 'not authorized'); }

const OPERATIONS = {
  'batch-get-image': () => {
    const [, digest] = option('image-ids').split('=');
    if (!has('manifests', digest)) { return answer({ images: [], failures: [{ failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }] }); }
    const imageManifest = fs.readFileSync(place('manifests', digest), 'utf8');
    const { mediaType } = JSON.parse(imageManifest);
    if (!options['accepted-media-types'].includes(mediaType)) { refuse('UnsupportedImageTypeException', `${mediaType} was not asked for`); }
    answer({ images: [{ imageManifest, imageManifestMediaType: mediaType, imageId: { imageDigest: digest } }], failures: [] });
  },
  'batch-check-layer-availability': () => {
    const [layerDigest] = options['layer-digests'];
    answer(has('layers', layerDigest)
      ? { layers: [{ layerDigest, layerAvailability: 'AVAILABLE', layerSize: 1 }], failures: [] }
      : { layers: [], failures: [{ layerDigest, failureCode: 'MissingLayerDigest' }] });
  },
  'get-download-url-for-layer': () => {
    const digest = option('layer-digest');
    if (!has('layers', digest)) { refuse('LayersNotFoundException', digest); }
    answer({ downloadUrl: `file://${place('layers', digest)}`, layerDigest: digest });
  },
  'initiate-layer-upload': () => {
    fs.rmSync(place('uploads', 'u-1'), { force: true });
    answer({ uploadId: 'u-1', partSize: PART_SIZE });
  },
  'upload-layer-part': () => {
    const file = place('uploads', option('upload-id'));
    const blob = fs.readFileSync(option('layer-part-blob').replace('fileb://', ''));
    const [first, last] = [Number(option('part-first-byte')), Number(option('part-last-byte'))];
    const received = fs.existsSync(file) ? fs.statSync(file).size : 0;
    if (first !== received || last - first + 1 !== blob.length) { refuse('InvalidLayerPartException', `${first}-${last}, has ${received}, got ${blob.length}`); }
    fs.appendFileSync(file, blob);
    answer({ lastByteReceived: last });
  },
  'complete-layer-upload': () => {
    const [digest] = options['layer-digests'];
    const content = fs.readFileSync(place('uploads', option('upload-id')));
    if (digestOf(content) !== digest) { refuse('InvalidLayerException', 'digest does not match'); }
    if (has('races', digest)) {
      fs.writeFileSync(place('layers', digest), content);
      refuse('LayerAlreadyExistsException', digest);
    }
    fs.writeFileSync(place('layers', digest), content);
    answer({ layerDigest: digest });
  },
  'put-image': () => {
    const [digest, tag] = [option('image-digest'), option('image-tag')];
    const text = fs.readFileSync(option('image-manifest').replace('file://', ''), 'utf8');
    if (digestOf(text) !== digest) { refuse('ImageDigestDoesNotMatchException', digest); }
    const manifest = JSON.parse(text);
    if (option('image-manifest-media-type') !== manifest.mediaType) { refuse('InvalidParameterException', 'media type'); }
    const layers = [manifest.config, ...manifest.layers ?? []].filter((layer) => layer && !layer.urls);
    for (const layer of layers) { if (!has('layers', layer.digest)) { refuse('LayersNotFoundException', layer.digest); } }
    for (const part of manifest.manifests ?? []) { if (!has('manifests', part.digest)) { refuse('ReferencedImagesNotFoundException', part.digest); } }
    const owner = tag && has('tags', tag) ? fs.readFileSync(place('tags', tag), 'utf8') : undefined;
    if (owner && owner !== digest) { refuse('ImageTagAlreadyExistsException', `${tag} is immutable`); }
    if (has('manifests', digest) && (!tag || owner)) { refuse('ImageAlreadyExistsException', digest); }
    fs.writeFileSync(place('manifests', digest), text);
    if (tag) { fs.writeFileSync(place('tags', tag), digest); }
    answer({ image: { imageId: { imageDigest: digest } } });
  },
};
OPERATIONS[operation]();
