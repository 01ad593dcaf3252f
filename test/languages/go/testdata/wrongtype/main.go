// What does not compile.
package main

import (
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

func main() {
	_ = &patterns.BlueGreenFargateServiceProps{Image: "nginx", ContainerPort: 80}
}
