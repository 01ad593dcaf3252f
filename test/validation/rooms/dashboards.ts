import { RoomUnderValidation } from './room';

export const dashboards: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
