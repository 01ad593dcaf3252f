import { RoomUnderValidation } from './room';

export const signals: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
