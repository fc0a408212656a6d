// When drawing a page fails unexpectedly, the window says so and offers to draw it again; it never stays blank.
// The one class of the renderer, because React catches such faults only by one.
import { Component, type ReactNode } from 'react';
import { Banner } from '../../components/feedback/banner.tsx';

interface FaultState {
  readonly failed: boolean;
}

export class Fault extends Component<{ readonly children: ReactNode }, FaultState> {
  static getDerivedStateFromError(): FaultState {
    return { failed: true };
  }

  override readonly state: FaultState = { failed: false };

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Banner
        level="danger"
        title="This page could not be drawn"
        action={{ label: 'Draw it again', onAct: () => this.setState({ failed: false }) }}
      >
        Nothing was lost: the agent runs on. If it happens again, close this window and open it from the tray.
      </Banner>
    );
  }
}
