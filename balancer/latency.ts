/** Upper bounds of the buckets, in seconds. */
const boundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Time until a server's answer begins, as a Prometheus histogram. prom-client's own looks its
 * labels up for every observation; this one costs a few comparisons.
 */
export class Latency {
  readonly #counts = new Array<number>(boundsSeconds.length + 1).fill(0);
  #count = 0;
  #sumSeconds = 0;

  observe(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    let bucket = 0;
    while (bucket < boundsSeconds.length && seconds > boundsSeconds[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#count++;
    this.#sumSeconds += seconds;
  }

  /** Returns one server's samples in Prometheus' text format. */
  samples(name: string, upstream: string): string[] {
    let atMost = 0;
    const buckets = boundsSeconds.map((bound, index) => {
      atMost += this.#counts[index]!;
      return `${name}_bucket{upstream="${upstream}",le="${bound}"} ${atMost}`;
    });
    return [
      ...buckets,
      `${name}_bucket{upstream="${upstream}",le="+Inf"} ${this.#count}`,
      `${name}_sum{upstream="${upstream}"} ${this.#sumSeconds}`,
      `${name}_count{upstream="${upstream}"} ${this.#count}`,
    ];
  }
}
