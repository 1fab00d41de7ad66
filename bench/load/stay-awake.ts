/**
 * Keeps the load from going to sleep while it waits. Else a slower server would pay for each answer
 * that wakes it up, which a faster one never has to.
 *
 * @returns ends it
 */
export function stayAwake(): () => void {
  let awake = true;
  const turn = () => {
    if (awake) setImmediate(turn);
  };
  turn();
  return () => {
    awake = false;
  };
}
