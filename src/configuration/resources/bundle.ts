import type { XmlElement } from '../../cib/xml/element.ts';

/** Whether the cluster could reach a resource inside a bundle. */
export function isAccessible(bundle: XmlElement): boolean {
  const network = bundle.first('network');
  return (
    network !== null && ['control-port', 'ip-range-start'].some((name) => (network.get(name) ?? '') !== '')
  );
}

/** Why a resource inside a bundle could not be reached. */
export function accessibleText(resourceId: string, bundleId: string): string {
  return (
    `Resource '${resourceId}' will not be accessible by the cluster inside bundle '${bundleId}', at least one of ` +
    "bundle options 'control-port' or 'ip-range-start' has to be specified"
  );
}
