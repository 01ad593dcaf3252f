// The Orders system as the emulator describes it, found by its place in the construct tree.
const { partOf } = require('./assembly');

class Deployed {
  constructor(stacks, { Stacks: live }) {
    this.resources = stacks.flatMap((stack) => stack.resources.map(({ logicalId, type, path, properties }) => ({
      stack: stack.name, logicalId, type, part: partOf(path), place: placeOf(stack, path), properties, ...live[stack.name]?.Resources[logicalId],
    })));
  }

  /** The one resource at a place; the last part of the path, which CDK adds, may be left out. */
  at(place) {
    const findBy = (placeOfOne) => this.resources.find((resource) => placeOfOne(resource.place) === place);
    const found = findBy((itself) => itself) ?? findBy(parentOf);
    if (!found?.Live) { throw new Error(`there is no ${place} in the emulator`); }
    return found;
  }

  /** What the API says of the resource at a place. */
  live(place) {
    return this.at(place).Live;
  }

  /** What the API says of all resources of a type. */
  all(type) {
    return this.resources.filter((resource) => resource.type === type && resource.Live).map((resource) => resource.Live);
  }

  /** The parts of the system that have a resource of a type, as the code names them. */
  parts(type) {
    return this.resources.filter((resource) => resource.type === type).map(({ part }) => part);
  }

  /** The role with an ARN. */
  role(arn) {
    return this.all('AWS::IAM::Role').find((role) => role.Arn === arn);
  }

  /** The release pointer of a repository. */
  pointer(repository) {
    return this.resources.find(({ type, Live }) => type === 'AWS::SSM::Parameter' && Live?.Name.includes(`/${repository}/`)).Live;
  }

  /** The container that a service runs. */
  container(service) {
    return this.live(`OrdersServices/${service}/Task`).containerDefinitions[0];
  }

  /** The shares of a listener rule, and whose they are. */
  shares(service, rule) {
    const edge = `OrdersServices/${service}/Edge`;
    const colours = { [this.at(`${edge}/Blue`).Id]: 'blue', [this.at(`${edge}/Green`).Id]: 'green' };
    const [{ ForwardConfig: { TargetGroups: groups } }] = this.live(`${edge}/${rule}`).Actions;
    return Object.fromEntries(groups.map(({ TargetGroupArn, Weight }) => [colours[TargetGroupArn], Weight]));
  }

  /** What happens at the moments of a service's deployments. Their details are any JSON, and may be given as text. */
  hooks(service) {
    return this.live(`OrdersServices/${service}/Service`).deploymentConfiguration.lifecycleHooks
      .map((hook) => ({ ...hook, hookDetails: typeof hook.hookDetails === 'string' ? JSON.parse(hook.hookDetails) : hook.hookDetails }));
  }

  /** Who may connect to a security group, as port <- paths of the groups they are in, or addresses. */
  callers(group) {
    const nameOf = (id) => this.resources.find(({ Id }) => Id === id)?.place.split('/').slice(1, -2).join('/');
    return this.live(group).IpPermissions.flatMap(({ FromPort, UserIdGroupPairs, IpRanges }) => [
      ...UserIdGroupPairs.map(({ GroupId }) => `${FromPort} <- ${nameOf(GroupId)}`),
      ...IpRanges.map(({ CidrIp }) => `${FromPort} <- ${CidrIp}`),
    ]);
  }
}

/** The place in the construct tree, with parts as the code names them. */
function placeOf(stack, path) {
  return [stack.name, partOf(path), ...path.split('/').slice(1)].join('/');
}

function parentOf(place) {
  return place.split('/').slice(0, -1).join('/');
}

module.exports = { Deployed };
