/**
 * Stable merge sort with a fixed way of splitting (spec B0.8). Comparators of placement are not always transitive;
 * then the result depends on the algorithm, so the language's own sort will not do.
 */
export function mergeSort<T>(list: readonly T[], compare: (a: T, b: T) => number): T[] {
  if (list.length < 2) return list.slice();
  const middle = list.length >> 1;
  const left = mergeSort(list.slice(0, middle), compare);
  const right = mergeSort(list.slice(middle), compare);
  const merged: T[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    if (compare(left[l] as T, right[r] as T) <= 0) merged.push(left[l++] as T);
    else merged.push(right[r++] as T);
  }
  while (l < left.length) merged.push(left[l++] as T);
  while (r < right.length) merged.push(right[r++] as T);
  return merged;
}
