// The Orders system as the emulator describes it, found by its place in the construct tree.
class Deployed {
  constructor(stacks, { Stacks: live }) {
    this.resources = stacks.flatMap((stack) => stack.resources.map(({ logicalId, type, path }) => ({
      stack: stack.name, logicalId, type, path: `${stack.name}/${path}`, ...live[stack.name]?.Resources[logicalId],
    })));
  }

  /** The one resource at a place; the last part of the path, which CDK adds, may be left out. */
  at(place) {
    const found = this.resources.find(({ path }) => path === place) ?? this.resources.find(({ path }) => parentOf(path) === place);
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

  /** Who may connect to a security group, as port <- paths of the groups they are in, or addresses. */
  callers(group) {
    const nameOf = (id) => this.resources.find(({ Id }) => Id === id)?.path.split('/').slice(1, -2).join('/');
    return this.live(group).IpPermissions.flatMap(({ FromPort, UserIdGroupPairs, IpRanges }) => [
      ...UserIdGroupPairs.map(({ GroupId }) => `${FromPort} <- ${nameOf(GroupId)}`),
      ...IpRanges.map(({ CidrIp }) => `${FromPort} <- ${CidrIp}`),
    ]);
  }
}

function parentOf(place) {
  return place.split('/').slice(0, -1).join('/');
}

module.exports = { Deployed };
