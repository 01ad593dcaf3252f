import { AssetManifestBuilder, IStackSynthesizer, Stack } from 'aws-cdk-lib';

/**
 * A synthesizer like that of another stack: the same qualifier, roles and bucket. Undefined when there is none to be had;
 * a stack then takes the one of its app.
 *
 * A stack binds a copy of the synthesizer it is given (`IReusableStackSynthesizer.reusableBind`), an object that inherits
 * from the given one. The copy refuses to be bound again, the original behind it does not. Of the original everything is
 * shared but the list of assets, or the second stack would publish those of the first.
 */
export function synthesizerLike(stack: Stack): IStackSynthesizer | undefined {
  const original = Object.getPrototypeOf(stack.synthesizer);

  // A synthesizer that cannot be shared was bound itself, and inherits from its class.
  if (Object.hasOwn(original, 'constructor')) { return undefined; }
  return Object.assign(Object.create(original), { assetManifest: new AssetManifestBuilder() });
}
