import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
} from 'chart.js'

// Only what the charts draw with, so that the rest of Chart.js stays out of the build.
Chart.register(BarController, BarElement, CategoryScale, LinearScale, LineController, LineElement, PointElement)

export { Chart }
