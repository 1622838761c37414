/* Bringing into sight, for report and list alike: what had never been laid out was only estimated, and gets its size over some frames.
   So ``bring`` is called now and in each of the next ``frames`` frames, as long as ``wanted`` says that this is still what is looked for. */
const kgSettle = (wanted, bring, frames = 8) => {
  if (!wanted()) return;
  bring();
  if (frames) requestAnimationFrame(() => kgSettle(wanted, bring, frames - 1));
};
