import { expect, test } from 'vitest'
import { readEmfEntity } from './entity.ts'

const SERVICE = { Service: 'PaymentService', Environment: 'Production' }
const KEYS = { Type: 'Service', Name: 'PaymentService', Environment: 'Production' }

test.each([
  ['a service', SERVICE, KEYS, {}],
  [
    'on Kubernetes',
    {
      ...SERVICE,
      'K8s.Cluster': 'main',
      'K8s.Namespace': 'pay',
      'K8s.Pod': 'pay-1',
      'EC2.InstanceId': 'i-1',
      other: 'x',
    },
    KEYS,
    { PlatformType: 'K8s', 'K8s.Cluster': 'main', 'K8s.Namespace': 'pay', 'K8s.Pod': 'pay-1', 'EC2.InstanceId': 'i-1' },
  ],
  ['on EKS', { ...SERVICE, 'EKS.Cluster': 'e' }, KEYS, { PlatformType: 'AWS::EKS', 'EKS.Cluster': 'e' }],
  [
    'on ECS',
    { ...SERVICE, 'ECS.Cluster': 'c', 'ECS.Task': 't', Host: 'h' },
    KEYS,
    { PlatformType: 'AWS::ECS', 'ECS.Cluster': 'c', 'ECS.Task': 't' },
  ],
  [
    'on EC2',
    { ...SERVICE, 'EC2.InstanceId': 'i-1', 'EC2.AutoScalingGroup': 'g' },
    KEYS,
    { PlatformType: 'AWS::EC2', 'EC2.InstanceId': 'i-1', 'EC2.AutoScalingGroup': 'g' },
  ],
  [
    'in a function',
    { ...SERVICE, 'Lambda.Function': 'f' },
    KEYS,
    { PlatformType: 'AWS::Lambda', 'Lambda.Function': 'f' },
  ],
  ['on a host', { ...SERVICE, Host: 'h' }, KEYS, { PlatformType: 'Generic', Host: 'h' }],
  [
    'a resource',
    { ResourceType: 'AWS::SQS::Queue', Identifier: 'q' },
    { Type: 'Resource', ResourceType: 'AWS::SQS::Queue', Identifier: 'q' },
    {},
  ],
])('%s', (_name, root, keyAttributes, attributes) => {
  expect(readEmfEntity(root)).toEqual({ keyAttributes, attributes })
})

test.each([{ Service: 'a' }, { Environment: 'b', ResourceType: 'c' }, { Service: 1, Environment: 'b' }, {}])(
  'half a pair is no entity',
  (root) => {
    expect(readEmfEntity(root)).toBeUndefined()
  },
)
