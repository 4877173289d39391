import type { Finding } from './resource.ts'

/**
 * A pod, from what the downward API was told to pass on: `POD_NAME`, `POD_NAMESPACE`, `POD_UID`, `NODE_NAME` (each also with
 * `K8S_` or `KUBERNETES_` before it), else from the service account and the host name, which is the name of the pod.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export function ofKubernetes(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string | undefined,
): Finding | undefined {
  if (!env.KUBERNETES_SERVICE_HOST) return undefined
  const passedOn = (name: string) => env[name] || env[`K8S_${name}`] || env[`KUBERNETES_${name}`]
  const podName = passedOn('POD_NAME') || env.HOSTNAME
  const namespace = passedOn('POD_NAMESPACE') || readFile(NAMESPACE_FILE)?.trim()
  return {
    platform: 'kubernetes',
    instanceId: podName,
    attributes: {
      'k8s.pod.name': podName,
      'k8s.namespace.name': namespace,
      'k8s.pod.uid': passedOn('POD_UID'),
      'k8s.node.name': passedOn('NODE_NAME'),
      'k8s.container.name': passedOn('CONTAINER_NAME'),
      'k8s.cluster.name': passedOn('CLUSTER_NAME'),
    },
  }
}

const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace'
