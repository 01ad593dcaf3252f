import { RoomUnderValidation } from './room';

export const alarms: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
