import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PROMOTE_SCRIPT } from './private/promote-script';

const READ = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const WRITE = ['ecr:BatchCheckLayerAvailability', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'];

/**
 * Copies images from one repository to another without building them again. The digest stays the same, and Amazon ECR
 * checks that it does; images for several platforms are copied whole.
 *
 * Run the script where bash, the AWS CLI 2, jq and curl are, such as in AWS CodeBuild. Docker is not needed.
 * Made with `ContainerRepository.promotionFrom`.
 */
export class ImagePromotion {
  /** @internal */
  public static _between(source: ecr.IRepository, target: ecr.IRepository): ImagePromotion {
    return new ImagePromotion(source, target);
  }

  /**
   * The script, for bash. It reads the image to copy from the variable `IMAGE`, by digest
   * (`<registry>/<repository>@sha256:<digest>`), and takes the tag to give it from `TAG` (by default the first twelve
   * characters of the digest). It sets and exports `PROMOTED_IMAGE`, the same image in the target.
   *
   * A tag that starts with `released-` keeps the image. It is safe to run again at any point.
   */
  public readonly script: string = PROMOTE_SCRIPT;

  /** Environment variables that the script needs beside `IMAGE`. */
  public readonly environment: { [name: string]: string };

  private constructor(private readonly source: ecr.IRepository, private readonly target: ecr.IRepository) {
    this.environment = { SOURCE_REPOSITORY: source.repositoryUri, TARGET_REPOSITORY: target.repositoryUri };
  }

  /** Allows to run the script: to read images of the source, and to write images to the target. */
  public grant(grantee: iam.IGrantable): iam.Grant {
    return this.source.grant(grantee, ...READ).combine(this.target.grant(grantee, ...WRITE));
  }
}
