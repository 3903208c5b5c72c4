import { AppError } from '../../contract/errors.ts';

/** Handles under which somebody could pass for the edition itself, or for a page of it. */
const reserved = new Set(
  `about abuse account accounts admin administrator all anonymous api app avatar blog cdn challenge challenges clip
  clips comment comments contact deleted edition everyone explore feed follow followers following health help here home
  info keyholder ledger legal login logout mail me media member mod moderation moderator moderators nobody null official
  operator overt owner password people postmaster press privacy profile register report reports root safety search
  security service session settings share sign_in sign_out sign_up signin signout signup sound sounds staff status
  support system team terms test trust undefined upload uploads user users vault verified visitor watch webmaster www`
    .trim()
    .split(/\s+/),
);

export function refuseReservedHandle(handle: string): void {
  if (reserved.has(handle)) {
    throw new AppError('handle_taken', `@${handle} is kept for the edition itself. Choose another handle.`);
  }
}
